import type { ErrorReport } from '../../shared/errors.ts';
import type { Agreement, SyncStatus } from '../../shared/sync-status.ts';
import type { ReplicationProgress } from '../registry/replication.ts';
import { createAskers } from './askers.ts';
import { backOff } from './back-off.ts';
import { beginRun, type Run as BegunRun } from './begin-run.ts';
import { brokenPastReport, earlierState, refusedReport } from './broken-past.ts';
import { compareSides } from './compare-sides.ts';
import { explainFailure } from './explain-failure.ts';
import { describeFailure, lateRetry } from './failure.ts';
import { openMarks } from './marks.ts';
import { plausibleRetry } from './plausible-retry.ts';
import { remoteState } from './remote-changes.ts';
import { createStatusBoard } from './status-board.ts';
import type { Sync, SyncOptions } from './sync.ts';

/** How soon an unfinished agreement is looked at again, in milliseconds; doubles up to the longest. */
const firstRecheck = 250;
const longestRecheck = 4000;
/** How often an agreement is confirmed while nothing happens; finds a feed that died without a word. */
const confirmEvery = 20_000;
/** How long something may wait without any progress before the replication is begun anew. */
const stallLimit = 20_000;
/** How many looks pass between two marks while much is on its way: after so much of it nothing is sent twice. */
const looksBetweenMarks = 8;

/** What comes late from an earlier one is ignored. */
interface Run extends BegunRun {
  /** Counts what happened, so that a check notices what came in between. The lease does not count. */
  events: number;
  /** What of it the last agreement had seen. */
  agreedEvents: number;
  agreed: boolean;
  recheck: number;
  /** Milliseconds of rechecks since something last moved; no clock, for clocks are set. */
  idle: number;
  looks: number;
}

/** Starts replicating at once and goes on until stopped, through every failure of server and network. */
export function startSync(options: SyncOptions): Sync {
  const { store, transport, database, clock, random } = options;
  const marks = openMarks(options);
  const board = createStatusBoard({ database, now: clock.now, onStatus: options.onStatus });
  const askers = createAskers();
  const ending = new AbortController();
  let run: Run | null = null;
  let starting: Promise<void> | null = null;
  let stopped = false;
  let failures = 0;
  let checking: Promise<void> | null = null;
  let checkAgain = false;
  let counting = false;
  let countAgain = false;
  let cancelTimer = (): void => undefined;
  let pause = 0;
  /** As far as is known while nothing runs. */
  let pushedSeq: number | null = null;
  /** Said until both sides agree again. */
  let notice: ErrorReport | null = null;

  function after(milliseconds: number, action: () => void): void {
    cancelTimer();
    cancelTimer = clock.timer(milliseconds, action);
  }

  /** Answers whoever asked before that check began. */
  function settle(check: number): void {
    if (askers.answer(check, status())) checkAgain = true;
  }

  function status(): SyncStatus {
    const said = board.status();
    return { ...said, retryAt: plausibleRetry(said.retryAt, pause, clock.now()) };
  }

  function start(): void {
    if (stopped || starting !== null || run !== null) return;
    cancelTimer();
    board.set({ state: 'syncing', retryAt: null, ...(notice === null ? {} : { error: notice }) });
    starting = begin()
      .catch(fail)
      .finally(() => {
        starting = null;
      });
  }

  async function begin(): Promise<void> {
    // A check of the run before may still be about to make its mark.
    await checking;
    const { pushed, pulled } = board.status();
    const base = { pushed, pulled };
    let mine: Run | null = null;
    const early: ReplicationProgress[] = [];
    const begun = await beginRun({
      ...options,
      marks,
      signal: ending.signal,
      onBroken: (why) => {
        pushedSeq = null;
        notice = brokenPastReport(database, why);
        board.set({ agreement: null, waitingOut: null, waitingIn: null, error: notice });
        options.onSetBack(notice);
      },
      onFirstSync: (firstSync) => {
        if (!stopped) board.set({ firstSync });
      },
      onProgress: (progress) => {
        if (mine === null) early.push(progress);
        else if (mine === run) noteProgress(mine, progress, base);
      },
    });
    if (stopped) {
      await begun.replication.stop();
      return;
    }
    base.pulled += begun.received;
    const current: Run = {
      ...begun,
      events: 0,
      agreedEvents: -1,
      agreed: false,
      recheck: firstRecheck,
      idle: 0,
      looks: 0,
    };
    mine = current;
    run = current;
    board.set({ pulled: base.pulled, refusedWrites: 0 });
    for (const progress of early) noteProgress(current, progress, base);
    current.replication.ended.then(
      () => {
        ended(current, null);
      },
      (error: unknown) => {
        ended(current, error);
      },
    );
    after(firstRecheck, check);
  }

  function noteProgress(
    current: Run,
    progress: ReplicationProgress,
    base: { readonly pushed: number; readonly pulled: number },
  ): void {
    const { direction, kind, written } = progress;
    const caughtUp = kind === 'caught-up';
    // What a pull is about to bring shows with its first documents; it may be nothing but the lease.
    const quiet = direction === 'pull' && (kind === 'active' || progress.onlyLease);
    if (!quiet && !caughtUp) current.events += 1;
    current.idle = 0;
    current.reach.note(progress);
    pushedSeq = current.reach.pushedSeq() ?? pushedSeq;
    if (kind === 'refused') board.set({ refusedWrites: board.status().refusedWrites + 1 });
    board.set({
      ...(direction === 'push'
        ? { pushed: base.pushed + written }
        : { pulled: base.pulled + written }),
      ...((kind === 'active' || kind === 'progress') && !quiet ? { state: 'syncing' } : {}),
    });
    const news = current.events !== current.agreedEvents || askers.waiting();
    if (caughtUp && news) check();
  }

  /** Asks both sides what the other does not have yet; only two empty answers make an agreement. */
  function check(): void {
    if (run === null || stopped) return;
    if (checking !== null) {
      checkAgain = true;
      return;
    }
    const current = run;
    checkAgain = false;
    const number = askers.beginCheck();
    checking = compare(current, number)
      .catch(async (error: unknown) => {
        if (current === run) await fail(error);
      })
      .finally(() => {
        checking = null;
        if (checkAgain) check();
      });
  }

  async function compare(current: Run, number: number): Promise<void> {
    const { events, reach } = current;
    const pulledSeq = reach.pulledSeq();
    const pushed = reach.pushedSeq();
    if (pulledSeq === null || pushed === null) {
      recheckLater(current);
      return;
    }
    const sides = await compareSides(
      options,
      marks,
      { pulledSeq, pushedSeq: pushed },
      ending.signal,
    );
    if (current !== run || stopped) return;
    if (sides.kind === 'earlier') throw earlierState();
    if (sides.kind === 'set-back') {
      // Beginning anew finds out what became of the server, and says so.
      await restart(current);
      return;
    }
    if (sides.kind === 'agree' && events === current.events) {
      await agree(current, number, sides.agreement);
      return;
    }
    const { waitingOut, waitingIn } =
      sides.kind === 'agree' ? { waitingOut: 0, waitingIn: 0 } : sides;
    board.set({ state: 'syncing', waitingOut, waitingIn });
    if (current.idle > stallLimit) {
      await restart(current);
      return;
    }
    current.looks += 1;
    if (current.looks % looksBetweenMarks === 0)
      await mark(current, board.status().agreement, false);
    if (current === run) recheckLater(current);
  }

  async function agree(current: Run, number: number, agreement: Agreement): Promise<void> {
    const { refusedWrites } = board.status();
    const news = current.events !== current.agreedEvents;
    failures = 0;
    current.agreedEvents = current.events;
    current.recheck = firstRecheck;
    current.idle = 0;
    if (refusedWrites > 0) {
      const error = refusedReport(refusedWrites);
      board.set({ state: 'error', waitingOut: 0, waitingIn: 0, error });
      settle(number);
      // By then its rights may have been mended; what was refused is sent again.
      after(lateRetry, () => void restart(current));
      return;
    }
    notice = null;
    const agreed = { waitingOut: 0, waitingIn: 0, error: null, retryAt: null };
    board.set({ state: 'synced', agreement, ...agreed });
    if (news) await mark(current, agreement, !current.agreed);
    current.agreed = true;
    if (current !== run || stopped) return;
    settle(number);
    after(confirmEvery, check);
  }

  /** Remembers on both sides how far it came. What was refused is to be sent again at the next start. */
  async function mark(current: Run, agreement: Agreement | null, always: boolean): Promise<void> {
    const before = marks.confirmed();
    const pulledSeq = current.reach.pulledSeq() ?? '0';
    const pushed = current.reach.pushedSeq() ?? 0;
    if (before === null || board.status().refusedWrites > 0) return;
    const moved = before.pushedSeq !== pushed || before.pulledSeq !== pulledSeq;
    if (!moved && !always) return;
    const { instance } = before;
    await marks.make({ pushedSeq: pushed, pulledSeq, instance, agreement }, ending.signal);
  }

  function recheckLater(current: Run): void {
    current.idle += current.recheck;
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
    const askServer = () => remoteState(transport, database, ending.signal);
    const refusal = current?.refusal ?? (() => null);
    const reason = stopped ? error : await explainFailure(error, refusal, askServer);
    if (stopped) return;
    const failure = describeFailure(reason);
    failures += 1;
    const delay =
      failure.retry === 'never'
        ? null
        : failure.retry === 'late'
          ? lateRetry
          : backOff(failures, random());
    pause = delay ?? 0;
    board.set({
      state: failure.state,
      error: failure.report,
      waitingIn: null,
      retryAt: delay === null ? null : new Date(clock.now().getTime() + delay).toISOString(),
    });
    const failed = status();
    const answer = askers.takeAll();
    if (delay !== null) after(delay, start);
    // Whoever asked is to hear what waits now, not what waited when there was a server. Not awaited here:
    // the attempt is over, and somebody may ask for the next one.
    void countWaiting().then((waitingOut) => {
      answer({ ...failed, waitingOut: waitingOut ?? failed.waitingOut });
    });
  }

  /** While there is no server to ask, what waits to go out is counted from what it is known to have. */
  async function countWaiting(): Promise<number | null> {
    if (pushedSeq === null) return null;
    const waitingOut = await store.changesAfter(pushedSeq).catch(() => null);
    if (waitingOut !== null && run === null && !stopped) board.set({ waitingOut });
    return waitingOut;
  }

  /** However many changes come, one count is under way, and one more comes after it. */
  function countSoon(): void {
    if (counting) {
      countAgain = true;
      return;
    }
    counting = true;
    countAgain = false;
    void countWaiting().finally(() => {
      counting = false;
      if (countAgain && run === null && !stopped) countSoon();
    });
  }

  /** Counting what waits takes the longer the more it is, so that much of it is not counted all the time. */
  function unhurried(): number {
    return Math.min(longestRecheck, firstRecheck + (board.status().waitingOut ?? 0) / 4);
  }

  const forgetChanges = store.onChange(({ onlyLease }) => {
    if (stopped || onlyLease) return;
    if (run === null) {
      countSoon();
      return;
    }
    run.events += 1;
    run.recheck = unhurried();
    if (board.status().state === 'synced') board.set({ state: 'syncing' });
    after(run.recheck, check);
  });

  /** What is remembered is told before any server was asked. */
  async function recall(): Promise<void> {
    const last = await marks.last().catch(() => null);
    if (last === null || stopped) return;
    pushedSeq = last.pushedSeq;
    board.set({ agreement: last.agreement });
  }

  void recall().then(start);

  return {
    status,
    now: () => {
      if (stopped) return Promise.resolve(status());
      const asked = askers.ask();
      if (run === null) start();
      // What was refused may be let in by now: it is sent again.
      else if (board.status().refusedWrites > 0) void restart(run);
      else check();
      return asked;
    },
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
      await Promise.all([starting, checking]);
      askers.takeAll()(status());
    },
  };
}
