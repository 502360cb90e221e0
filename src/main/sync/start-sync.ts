import type { Transport } from '../../couch/transport.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError, MyCouchError } from '../../shared/errors.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';
import type { Registry, Replication, ReplicationProgress } from '../registry/registry.ts';
import { backOff } from './back-off.ts';
import { describeFailure, lateRetry } from './failure.ts';
import { remoteChangesAfter, remoteSequence } from './remote-changes.ts';
import { rememberRefusal } from './remember-refusal.ts';
import { createStatusBoard } from './status-board.ts';
import type { Sync, SyncMemory } from './sync.ts';

/** How soon an unfinished agreement is looked at again, in milliseconds; doubles up to the longest. */
const firstRecheck = 250;
const longestRecheck = 4000;
/** How often an agreement is confirmed while nothing happens; finds a feed that died without a word. */
const confirmEvery = 20_000;
/** How long something may wait without any progress before the replication is begun anew. */
const stallLimit = 20_000;

export interface SyncOptions {
  readonly registry: Pick<Registry, 'replicate' | 'changesAfter' | 'seq' | 'onChange'>;
  /** Signed in as the operator's own account; never as the server's administrator. */
  readonly transport: Pick<Transport, 'url' | 'fetch' | 'request'>;
  readonly database: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly memory: SyncMemory | null;
  /** Asked before every start; throws where the server must not be replicated with. */
  readonly verify: (signal: AbortSignal) => Promise<void>;
  readonly onStatus: (status: SyncStatus) => void;
  readonly onMemory: (memory: SyncMemory) => void;
}

/** One replication from its start to its end; what comes late from an earlier one is ignored. */
interface Run {
  readonly replication: Replication;
  /** Why the server last refused something of it. */
  readonly refusal: () => MyCouchError | null;
  /** The server's sequence before the start: a pull that has caught up once has come at least here. */
  readonly remoteStart: string;
  readonly localStart: number;
  pulledSeq: string | null;
  pushKnown: boolean;
  /** Counts what happened, so that a check notices what came in between. The lease does not count. */
  events: number;
  /** What of it the last agreement had seen. */
  agreedEvents: number;
  recheck: number;
  lastProgress: number;
}

const noRefusal = (): null => null;

/** Starts replicating at once and goes on until stopped, through every failure of server and network. */
export function startSync(options: SyncOptions): Sync {
  const { registry, transport, database, clock, random } = options;
  let pushedSeq = options.memory?.pushedSeq ?? null;
  const board = createStatusBoard({
    database,
    agreement: options.memory?.agreement ?? null,
    now: clock.now,
    onStatus: options.onStatus,
  });
  const ending = new AbortController();
  let run: Run | null = null;
  let starting: Promise<void> | null = null;
  let stopped = false;
  let failures = 0;
  let checking = false;
  let checkAgain = false;
  let cancelTimer = (): void => undefined;
  /** A check that began before somebody asked says nothing about the server since. */
  let waiters: { readonly since: number; readonly resolve: (status: SyncStatus) => void }[] = [];
  let checks = 0;

  function after(milliseconds: number, action: () => void): void {
    cancelTimer();
    cancelTimer = clock.timer(milliseconds, action);
  }

  /** Answers whoever asked before that check began. */
  function settle(check: number): void {
    const settled = waiters.filter(({ since }) => since < check);
    waiters = waiters.filter(({ since }) => since >= check);
    for (const { resolve } of settled) resolve(board.status());
    if (waiters.length > 0) checkAgain = true;
  }

  function start(): void {
    if (stopped || starting !== null || run !== null) return;
    cancelTimer();
    board.set({ state: 'syncing', retryAt: null });
    starting = begin()
      .catch(fail)
      .finally(() => {
        starting = null;
      });
  }

  async function begin(): Promise<void> {
    await options.verify(ending.signal);
    const remoteStart = await remoteSequence(transport, database, ending.signal);
    if (stopped) return;
    const base = { pushed: board.status().pushed, pulled: board.status().pulled };
    let current: Run | null = null;
    const { fetch, refusal } = rememberRefusal(transport.fetch);
    const replication = registry.replicate(
      { url: `${transport.url}/${encodeURIComponent(database)}`, fetch },
      {
        live: true,
        onProgress: (progress) => {
          if (current !== null && current === run) noteProgress(current, progress, base);
        },
      },
    );
    current = {
      replication,
      refusal,
      remoteStart,
      localStart: registry.seq(),
      pulledSeq: null,
      pushKnown: false,
      events: 0,
      agreedEvents: -1,
      recheck: firstRecheck,
      lastProgress: clock.now().getTime(),
    };
    const mine = current;
    run = mine;
    replication.ended.then(
      () => {
        ended(mine, null);
      },
      (error: unknown) => {
        ended(mine, error);
      },
    );
    after(firstRecheck, check);
  }

  function noteProgress(
    current: Run,
    progress: ReplicationProgress,
    base: { readonly pushed: number; readonly pulled: number },
  ): void {
    const { direction, kind, written, lastSeq } = progress;
    const caughtUp = kind === 'caught-up';
    // What a pull is about to bring shows with its first documents; it may be nothing but the lease.
    const quiet = direction === 'pull' && (kind === 'active' || progress.onlyLease);
    if (!quiet && !caughtUp) current.events += 1;
    current.lastProgress = clock.now().getTime();
    if (direction === 'push') {
      const reached = typeof lastSeq === 'number' ? lastSeq : 0;
      const known = caughtUp && !current.pushKnown ? current.localStart : 0;
      if (reached > 0 || caughtUp) {
        current.pushKnown = true;
        pushedSeq = Math.max(pushedSeq ?? 0, reached, known);
      }
    } else if (lastSeq !== 0 && lastSeq !== '') {
      current.pulledSeq = String(lastSeq);
    } else if (caughtUp) {
      current.pulledSeq ??= current.remoteStart;
    }
    const counts =
      direction === 'push' ? { pushed: base.pushed + written } : { pulled: base.pulled + written };
    if (kind === 'refused') {
      board.set({ refusedWrites: board.status().refusedWrites + 1 });
    }
    if ((kind === 'active' || kind === 'progress') && !quiet) {
      board.set({ ...counts, state: 'syncing' });
    } else {
      board.set(counts);
    }
    const news = current.events !== current.agreedEvents || waiters.length > 0;
    if (caughtUp && news) check();
  }

  /** Asks both sides what the other does not have yet; only two empty answers make an agreement. */
  function check(): void {
    if (run === null || stopped) return;
    if (checking) {
      checkAgain = true;
      return;
    }
    const current = run;
    checking = true;
    checkAgain = false;
    checks += 1;
    compare(current, checks)
      .catch(async (error: unknown) => {
        if (current === run) await fail(error);
      })
      .finally(() => {
        checking = false;
        if (checkAgain) check();
      });
  }

  async function compare(current: Run, number: number): Promise<void> {
    if (current.pulledSeq === null || !current.pushKnown || pushedSeq === null) {
      recheckLater(current);
      return;
    }
    const events = current.events;
    const pulledSeq = current.pulledSeq;
    const remote = await remoteChangesAfter(transport, database, pulledSeq, ending.signal);
    const localSeq = registry.seq();
    const waitingOut = await registry.changesAfter(pushedSeq);
    if (current !== run || stopped) return;
    if (waitingOut === 0 && remote.waiting === 0 && events === current.events) {
      agree(current, { number, localSeq, remoteSeq: remote.lastSeq });
      return;
    }
    board.set({ state: 'syncing', waitingOut, waitingIn: remote.waiting });
    if (clock.now().getTime() - current.lastProgress > stallLimit) {
      await restart(current);
      return;
    }
    recheckLater(current);
  }

  function agree(
    current: Run,
    { number, localSeq, remoteSeq }: { number: number; localSeq: number; remoteSeq: string },
  ): void {
    failures = 0;
    current.agreedEvents = current.events;
    current.recheck = firstRecheck;
    const agreement = { at: clock.now().toISOString(), localSeq, remoteSeq };
    const { refusedWrites } = board.status();
    board.set(
      refusedWrites === 0
        ? { state: 'synced', waitingOut: 0, waitingIn: 0, agreement, error: null, retryAt: null }
        : { state: 'error', waitingOut: 0, waitingIn: 0, error: refusedReport(refusedWrites) },
    );
    options.onMemory({ pushedSeq: pushedSeq ?? 0, agreement: board.status().agreement });
    settle(number);
    after(confirmEvery, check);
  }

  function recheckLater(current: Run): void {
    after(current.recheck, check);
    current.recheck = Math.min(longestRecheck, current.recheck * 2);
  }

  async function restart(current: Run): Promise<void> {
    run = null;
    await current.replication.stop();
    start();
  }

  function ended(current: Run, error: unknown): void {
    if (current !== run || stopped) return;
    void fail(error);
  }

  async function fail(error: unknown): Promise<void> {
    const current = run;
    run = null;
    cancelTimer();
    await current?.replication.stop();
    const failure = describeFailure(await explain(error, current?.refusal ?? noRefusal));
    if (stopped) return;
    failures += 1;
    const delay =
      failure.retry === 'never'
        ? null
        : failure.retry === 'late'
          ? lateRetry
          : backOff(failures, random());
    board.set({
      state: failure.state,
      error: failure.report,
      waitingIn: null,
      retryAt: delay === null ? null : new Date(clock.now().getTime() + delay).toISOString(),
    });
    const failed = board.status();
    const asked = waiters;
    waiters = [];
    if (delay !== null) after(delay, start);
    // Whoever asked is to hear what waits now, not what waited when there was a server. Not awaited here:
    // the attempt is over, and somebody may ask for the next one.
    void countWaiting().then((waitingOut) => {
      for (const { resolve } of asked)
        resolve({ ...failed, waitingOut: waitingOut ?? failed.waitingOut });
    });
  }

  /** PouchDB keeps little of what went wrong; the server itself is asked again for the real reason. */
  async function explain(error: unknown, refusal: Run['refusal']): Promise<unknown> {
    if (error instanceof MyCouchError) return error;
    try {
      await remoteSequence(transport, database, ending.signal);
    } catch (reason) {
      return reason;
    }
    const refused = refusal();
    if (refused !== null) return refused;
    return new ConsoleError('server-failed', 'The replication with the server broke off.', {
      remedy: 'The console tries again by itself.',
      cause: error,
    });
  }

  /** While there is no server to ask, what waits to go out is counted from what it is known to have. */
  async function countWaiting(): Promise<number | null> {
    if (pushedSeq === null) return null;
    const waitingOut = await registry.changesAfter(pushedSeq).catch(() => null);
    if (waitingOut !== null && run === null && !stopped) board.set({ waitingOut });
    return waitingOut;
  }

  const forgetChanges = registry.onChange(({ onlyLease }) => {
    if (stopped || onlyLease) return;
    if (run === null) {
      void countWaiting();
      return;
    }
    run.events += 1;
    run.recheck = firstRecheck;
    if (board.status().state === 'synced') board.set({ state: 'syncing' });
    after(firstRecheck, check);
  });

  start();

  return {
    status: () => board.status(),
    now: () =>
      new Promise((resolve) => {
        if (stopped) {
          resolve(board.status());
          return;
        }
        waiters.push({ since: checks, resolve });
        if (run === null) start();
        else check();
      }),
    online: () => {
      if (stopped) return;
      if (run !== null) check();
      else if (board.status().retryAt !== null) start();
    },
    stop: async () => {
      if (stopped) return;
      stopped = true;
      ending.abort();
      forgetChanges();
      cancelTimer();
      const current = run;
      run = null;
      await current?.replication.stop();
      await starting;
      settle(Number.POSITIVE_INFINITY);
    },
  };
}

function refusedReport(count: number) {
  return {
    code: 'server-forbidden' as const,
    message: `One side refused ${count === 1 ? 'a document' : `${count} documents`} of the registry.`,
    remedy:
      'Connect again as a server administrator, so that the rights of the registry are renewed.',
    details: { refused: count },
  };
}
