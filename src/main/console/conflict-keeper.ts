import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../shared/clock.ts';
import { resolveConflicts, type DecidedConflict } from '../../shared/commands/resolve-conflicts.ts';
import { mergeConflict, mergesQuietly } from '../../shared/conflicts/conflict.ts';
import { MyCouchError, type ErrorCode } from '../../shared/errors.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';
import type { Registry } from '../registry/registry.ts';
import { decided } from './conflict-desk.ts';

/** Milliseconds that arrivals are gathered before they are looked at. */
const lookTime = 300;
/** So long a look waits for a replication to catch up, in milliseconds. */
const longestWait = 10_000;
/** Conflicts merged in one write; between two the event loop has its turn. */
const atOnce = 100;
/** Conflicts worked out before the event loop has its turn: some milliseconds. */
const mergedPerTurn = 10;
/** So many are merged before it is told how many are left. */
const tellEvery = 500;

/** What a document is refused for, and not the disk or the registry. */
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['conflict', 'invalid-input']);

/** Merges on arrival what nothing asks about, and tells how many conflicts there are. */
export interface ConflictKeeper {
  /** The registry or its replication changed: looks soon. */
  readonly look: () => void;
  /** Looks now, and resolves when everything that merges without asking is merged. Answers how many. */
  readonly mergeNow: () => Promise<number>;
  /** How many were merged without asking since the start. */
  readonly mergedQuietly: () => number;
  readonly close: () => Promise<void>;
}

export function createConflictKeeper(options: {
  readonly registry: Pick<Registry, 'conflicts' | 'execute'>;
  readonly syncStatus: () => SyncStatus;
  readonly clock: Clock;
  /** Whether this console may edit at all: a viewer's merges nothing, nor one of a read-only server. */
  readonly mayMerge: () => boolean;
  /** Whether it looks by itself; a command that ends at once asks for it. */
  readonly watch: boolean;
  readonly onChange: (open: number) => void;
  readonly onProblem: (error: unknown) => void;
}): ConflictKeeper {
  const { registry, clock, onProblem } = options;
  /** Leaves that were looked at and ask, by document. */
  const asking = new Map<string, readonly string[]>();
  let told = new Map<string, readonly string[]>();
  let turn: Promise<unknown> = Promise.resolve();
  let stopLooking: (() => void) | null = null;
  let waitingSince: number | null = null;
  let merged = 0;
  let closed = false;

  const currentRevs = (id: string) => registry.conflicts.all().get(id) ?? [];

  function tell(): void {
    const now = registry.conflicts.all();
    if (isTold(now)) return;
    told = new Map(now);
    for (const id of asking.keys()) if (!now.has(id)) asking.delete(id);
    options.onChange(now.size);
  }

  function isTold(now: ReadonlyMap<string, readonly string[]>): boolean {
    if (now.size !== told.size) return false;
    for (const [id, revs] of now) if (told.get(id) !== revs) return false;
    return true;
  }

  async function mergeAll(): Promise<number> {
    let count = 0;
    let toldAt = 0;
    const passed = new Set<string>();
    while (!closed && options.mayMerge()) {
      const ids: string[] = [];
      for (const [id, revs] of registry.conflicts.all()) {
        if (asking.get(id) === revs || passed.has(id)) continue;
        ids.push(id);
        if (ids.length === atOnce) break;
      }
      if (ids.length === 0) break;
      const ended = await mergeSome(ids);
      count += ended;
      merged += ended;
      if (count - toldAt >= tellEvery) {
        toldAt = count;
        tell();
      }
      // One that cannot be written must not be tried for ever; its next change brings it back.
      for (const id of ids) passed.add(id);
      await setImmediate();
    }
    return count;
  }

  async function mergeSome(ids: readonly string[]): Promise<number> {
    const revs = new Map(ids.map((id) => [id, currentRevs(id)]));
    const quiet: DecidedConflict[] = [];
    for (const [index, conflict] of (await registry.conflicts.read(ids)).entries()) {
      const result = mergeConflict(conflict);
      if (mergesQuietly(conflict, result)) quiet.push(decided(registry, conflict, result));
      else asking.set(conflict.id, revs.get(conflict.id) ?? []);
      if (index % mergedPerTurn === 0) await setImmediate();
    }
    if (quiet.length === 0) return 0;
    return await writeSome(quiet);
  }

  /** Where some are refused as a whole, one after the other, so that only the bad one waits for a person. */
  async function writeSome(quiet: readonly DecidedConflict[]): Promise<number> {
    const revs = new Map(quiet.map(({ id }) => [id, currentRevs(id)]));
    try {
      const { ended } = await registry.execute(resolveConflicts(quiet, 'rules', currentRevs));
      return ended;
    } catch (error) {
      if (!(error instanceof MyCouchError) || !refusals.has(error.code)) throw error;
      const [only, ...more] = quiet;
      if (only === undefined) return 0;
      if (more.length === 0) {
        asking.set(only.id, revs.get(only.id) ?? []);
        return 0;
      }
      let count = 0;
      for (const one of quiet) count += await writeSome([one]);
      return count;
    }
  }

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function mergeAndTell(): Promise<number> {
    try {
      return await mergeAll();
    } finally {
      tell();
    }
  }

  function lookNow(): void {
    stopLooking = null;
    if (registry.conflicts.all().size === 0 && told.size === 0) return;
    const now = clock.now().getTime();
    waitingSince ??= now;
    // What else is about to arrive may belong to the same conflict.
    if (options.syncStatus().state === 'syncing' && now - waitingSince < longestWait) {
      tell();
      look();
      return;
    }
    waitingSince = null;
    inTurn(mergeAndTell).catch(onProblem);
  }

  function look(): void {
    if (closed || !options.watch) return;
    stopLooking ??= clock.timer(lookTime, lookNow);
  }

  return {
    look,
    mergeNow: () => inTurn(mergeAndTell),
    mergedQuietly: () => merged,
    close: async () => {
      closed = true;
      stopLooking?.();
      await turn;
    },
  };
}
