import type { SyncFloor } from './floor-sync.ts';
import { median, rounded, type BenchResult } from './result.ts';
import type { SyncRun } from './sync.ts';

/** SPEC.md N3, in milliseconds. */
const delayLimit = 50;

/** What the runs come to, by the ids of SPEC.md. */
export function syncResults(
  docs: number,
  floor: SyncFloor,
  runs: readonly SyncRun[],
): readonly BenchResult[] {
  const value = middle(runs.map(({ ours }) => ours.milliseconds));
  const raw = middle(runs.map((run) => run.floor.milliseconds));
  const ratios = runs.map((run) => run.ours.milliseconds / run.floor.milliseconds);
  const late = middle(runs.map(({ delay }) => delay.p999));
  const requests = middle(runs.map((run) => run.requests));
  return [
    {
      id: 'N3.first',
      what: `first sync of ${docs} registry documents until all is stored and in the list, leaves equal to the server's`,
      value,
      floor: raw,
      // Of the pairs, since a busy machine changes from run to run.
      ratio: rounded(median(ratios), 2),
      unit: 'ms',
      runs: runs.length,
      requests,
      measuredBy: 'floor',
      details: {
        'raw way': floor.name,
        'each (ms)': all(runs, ({ ours }) => ours.milliseconds),
        'each floor (ms)': all(runs, (run) => run.floor.milliseconds),
        'each ratio': ratios.map((ratio) => rounded(ratio, 2)),
        'processor (ms)': all(runs, ({ ours }) => ours.processor),
      },
    },
    {
      id: 'N3.delay',
      what: `delay of the event loop during it, 99.9th hundredth`,
      value: late,
      floor: delayLimit,
      ratio: rounded(late / delayLimit, 2),
      unit: 'ms',
      runs: runs.length,
      requests,
      measuredBy: 'limit',
      details: {
        'each (ms)': all(runs, ({ delay }) => delay.p999),
        'longest (ms)': all(runs, ({ delay }) => delay.longest),
      },
    },
  ];
}

function middle(values: readonly number[]): number {
  return rounded(median(values));
}

function all(runs: readonly SyncRun[], of: (run: SyncRun) => number): readonly number[] {
  return runs.map((run) => rounded(of(run)));
}
