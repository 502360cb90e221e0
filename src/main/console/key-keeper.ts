import type { Clock } from '../../shared/clock.ts';
import { endReplacedKeys } from '../../shared/commands/end-replaced-keys.ts';
import { replacedKeyEnd } from '../../shared/keys/replaced-keys.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';
import type { Registry } from '../registry/registry.ts';

/** Milliseconds that changes are gathered before the registry is looked through. */
const lookTime = 500;
/** A timer waits no longer than this, in milliseconds; then it is looked at the clock again. */
const longestTimer = 3_600_000;
/** Keys in one write. */
const keysAtOnce = 300;

/** Revokes API keys that were replaced, once nobody uses them any more or their time is up. */
export interface KeyKeeper {
  /**
   * Revokes what is due. Idle is a key only where the registry has just been seen to agree with the
   * server's, since the gateways tell there what was used. Answers how many.
   */
  readonly endDue: () => Promise<number>;
  /** The registry or the sync status changed: looks soon, and again when the next key is due. */
  readonly look: () => void;
  readonly close: () => Promise<void>;
}

export function createKeyKeeper(options: {
  readonly registry: Pick<Registry, 'snapshot' | 'execute'>;
  readonly syncStatus: () => SyncStatus;
  readonly clock: Clock;
  /** Whether keys are ended by a timer; a command that ends at once does it when it synchronises. */
  readonly watch: boolean;
  readonly onProblem: (error: unknown) => void;
}): KeyKeeper {
  const { registry, clock, onProblem } = options;
  let turn: Promise<unknown> = Promise.resolve();
  let stopLooking: (() => void) | null = null;
  let stopWaiting: (() => void) | null = null;
  let closed = false;

  async function end(): Promise<number> {
    let revoked = 0;
    for (;;) {
      const idle = options.syncStatus().state === 'synced';
      const ended = await registry.execute(endReplacedKeys({ limit: keysAtOnce, idle }));
      if (ended.revoked === 0) return revoked;
      revoked += ended.revoked;
    }
  }

  function endDue(): Promise<number> {
    const mine = turn.then(end);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function lookNow(): Promise<void> {
    await endDue();
    stopWaiting?.();
    stopWaiting = null;
    if (closed) return;
    const next = nextEnd(registry.snapshot(), clock.now().toISOString());
    if (next === null) return;
    const wait = Date.parse(next) - clock.now().getTime();
    stopWaiting = clock.timer(Math.min(Math.max(wait, 0), longestTimer), look);
  }

  function look(): void {
    if (closed || !options.watch) return;
    stopLooking ??= clock.timer(lookTime, () => {
      stopLooking = null;
      lookNow().catch(onProblem);
    });
  }

  return {
    endDue,
    look,
    close: async () => {
      closed = true;
      stopLooking?.();
      stopWaiting?.();
      await turn;
    },
  };
}

/**
 * When the next replaced key is due after an instant; null where none will be. What is due already and
 * still there waits for an agreement with the server, which is told by `look`.
 */
function nextEnd(snapshot: RegistrySnapshot, now: string): string | null {
  let next: string | null = null;
  for (const key of snapshot.apikeysById.values()) {
    const at = replacedKeyEnd(key, snapshot)?.at;
    // One that is idle but cannot be called so yet still has its own time.
    const due = at === undefined || at > now ? at : (key.expiresAt ?? undefined);
    if (due !== undefined && due > now && (next === null || due < next)) next = due;
  }
  return next;
}
