import type { Clock } from '../../shared/clock.ts';
import type { Connection } from '../connection/connection.ts';
import { followFeeds, type Named } from '../provisioning/feeds.ts';
import type { Drift } from './drift.ts';

/** Milliseconds from the end of one sweep to the next; a change is found within a minute. */
const sweepPause = 30_000;
/** Milliseconds that what the feeds name is gathered. */
const gatherTime = 300;
/** Where more is named at once, tenants are at work; the next sweep sees whether anybody else was. */
const namedLimit = 50;

export interface DriftWatch {
  /** The connection came, changed or went. */
  readonly connectionChanged: () => void;
  /** Something was applied: looks soon. */
  readonly soon: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Sweeps in the background while a server is connected that this device may administer, and listens to its
 * feeds to be there sooner. Ends with `close`.
 */
export function watchDrift(options: {
  readonly drift: Drift;
  readonly connection: Pick<Connection, 'current' | 'admin'>;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
}): DriftWatch {
  const { drift, connection, clock, random } = options;
  let watched: { readonly uuid: string; readonly control: AbortController } | null = null;
  let running: Promise<unknown> = Promise.resolve();
  /** Somebody asked for a sweep; one that is under way may have looked before that. */
  let asked = false;
  let wake = (): void => undefined;

  async function watch(signal: AbortSignal): Promise<void> {
    const listening = listen(signal);
    while (!ended(signal)) {
      asked = false;
      await drift.sweep();
      if (!wanted()) await drift.checkPasswords(signal);
      if (!ended(signal) && !wanted()) await rest(signal);
    }
    await listening;
  }

  /** A call, since the value changes between two looks at it. */
  function wanted(): boolean {
    return asked;
  }

  /** Until the next sweep is due, or somebody asks for one. */
  function rest(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        wake = () => undefined;
        resolve();
      };
      const cancel = clock.timer(sweepPause, end);
      signal.addEventListener('abort', end, { once: true });
      wake = end;
    });
  }

  async function listen(signal: AbortSignal): Promise<void> {
    const databases = new Set<string>();
    const users = new Set<string>();
    let gathering = false;
    let looking: Promise<void> = Promise.resolve();
    const look = (): void => {
      gathering = false;
      const named: Named = { databases: [...databases], users: [...users] };
      databases.clear();
      users.clear();
      if (ended(signal) || named.databases.length + named.users.length > namedLimit) return;
      looking = looking.then(() => drift.named(named));
    };
    try {
      const transport = await connection.admin();
      await followFeeds(transport, {
        clock,
        random,
        signal,
        onNamed: (named) => {
          for (const name of named.databases) databases.add(name);
          for (const name of named.users) users.add(name);
          if (gathering) return;
          gathering = true;
          clock.timer(gatherTime, look);
        },
      });
    } catch {
      // The sweep needs the same and tells what is wrong.
    }
    await looking;
  }

  function stop(): void {
    watched?.control.abort();
    watched = null;
  }

  return {
    connectionChanged: () => {
      const info = connection.current();
      if (info?.couchdbUuid === watched?.uuid && info?.mayApply === true) return;
      stop();
      if (info?.mayApply !== true) return;
      const control = new AbortController();
      watched = { uuid: info.couchdbUuid, control };
      running = Promise.allSettled([running, watch(control.signal)]);
    },
    soon: () => {
      asked = true;
      wake();
    },
    close: async () => {
      stop();
      await running;
    },
  };
}

/** A call, since the value changes between two looks at it. */
function ended(signal: AbortSignal): boolean {
  return signal.aborted;
}
