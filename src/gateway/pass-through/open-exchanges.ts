import type { Clock } from '../../shared/clock.ts';
import type { Caller, Callers } from '../caller.ts';
import { GatewayError } from '../errors.ts';
import type { GatewayRegistry } from '../registry/gateway-registry.ts';

/** Everything that is passed through at this moment, so that it ends when its token does. */
export interface OpenExchanges {
  /**
   * Remembers an exchange until the answer is called. `end` is called at most once, when its caller is let
   * in no more. Error: GatewayError `too_many_requests` where the caller has too many feeds open.
   */
  readonly add: (caller: Caller, feed: boolean, end: () => void) => () => void;
  readonly size: () => number;
  readonly close: () => void;
}

/** Feeds of one caller at once. */
const mostFeeds = 500;
/** Milliseconds between two looks at the clock; what the registry says is looked at when it is told. */
const interval = 1_000;

interface Open {
  readonly caller: Caller;
  readonly end: () => void;
}

export function createOpenExchanges(options: {
  readonly callers: Pick<Callers, 'stillGood'>;
  readonly registry: Pick<GatewayRegistry, 'onChange'>;
  readonly clock: Clock;
  readonly ending: AbortSignal;
}): OpenExchanges {
  const { callers, registry, clock, ending } = options;
  const open = new Set<Open>();
  const feeds = new Map<string, number>();
  let cancel: (() => void) | null = null;
  let closed = false;

  const finish = (which: (one: Open) => boolean): void => {
    for (const one of [...open]) {
      if (!which(one)) continue;
      open.delete(one);
      one.end();
    }
  };
  const look = (tenants: ReadonlySet<string> | null): void => {
    finish(
      ({ caller }) =>
        (tenants === null || tenants.has(caller.tenantId)) && !callers.stillGood(caller),
    );
  };
  const arm = (): void => {
    if (cancel !== null || open.size === 0 || closed) return;
    cancel = clock.timer(interval, () => {
      cancel = null;
      look(null);
      arm();
    });
  };
  const unlisten = registry.onChange(({ documents, everything }) => {
    if (open.size === 0) return;
    // What belongs to no tenant (a user, a key that signs) may concern everybody.
    const all = everything || documents.some(({ tenants }) => tenants.length === 0);
    look(all ? null : new Set(documents.flatMap(({ tenants }) => tenants)));
  });
  const endAll = (): void => {
    finish(() => true);
  };
  ending.addEventListener('abort', endAll);

  return {
    add: (caller, feed, end) => {
      if (feed) {
        const count = feeds.get(caller.subject) ?? 0;
        if (count >= mostFeeds) {
          throw new GatewayError('too_many_requests', { reason: 'Too many feeds are open.' });
        }
        feeds.set(caller.subject, count + 1);
      }
      const one = { caller, end };
      open.add(one);
      arm();
      let released = false;
      return () => {
        if (released) return;
        released = true;
        open.delete(one);
        if (!feed) return;
        const left = (feeds.get(caller.subject) ?? 1) - 1;
        if (left === 0) feeds.delete(caller.subject);
        else feeds.set(caller.subject, left);
      };
    },
    size: () => open.size,
    close: () => {
      closed = true;
      cancel?.();
      unlisten();
      ending.removeEventListener('abort', endAll);
      endAll();
    },
  };
}
