import { z } from 'zod';
import { median, rounded, type BenchResult } from './result.ts';

const runSchema = z.object({
  start: z.number(),
  memory: z.number(),
  search: z.array(z.number()),
  page: z.array(z.number()),
});
/** What the window's part of the bench leaves: each run on the large registry and on the empty one. */
export const consoleRunsSchema = z.array(z.object({ full: runSchema, empty: runSchema })).min(1);
type ConsoleRuns = z.infer<typeof consoleRunsSchema>;

/** Limits of N4. */
const limits = { start: 500, search: 33, page: 5, memory: 150 };

/** The value that so large a share of all is not above. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

/** N4 as it was measured; the limits stand as floors, since nothing else does the same. */
export function consoleResults(tenants: number, runs: ConsoleRuns): readonly BenchResult[] {
  const of = (
    id: string,
    what: string,
    unit: BenchResult['unit'],
    limit: number,
    each: readonly number[],
    details: BenchResult['details'],
  ): BenchResult => {
    const value = median(each);
    return {
      id,
      what,
      value: rounded(value),
      floor: limit,
      ratio: rounded(value / limit, 2),
      unit,
      runs: runs.length,
      requests: null,
      measuredBy: 'limit',
      details: { each: each.map((one) => rounded(one)), ...details },
    };
  };
  const count = `${String(tenants)} tenants`;
  const pick = (kind: 'full' | 'empty', name: 'start' | 'memory') =>
    runs.map((run) => rounded(run[kind][name], 0));
  return [
    of(
      'N4.start',
      `list usable later with ${count} than with none`,
      'ms',
      limits.start,
      runs.map(({ full, empty }) => full.start - empty.start),
      { full: pick('full', 'start'), empty: pick('empty', 'start') },
    ),
    of(
      'N4.search',
      'from a key to the list that shows it, p95',
      'ms',
      limits.search,
      runs.map(({ full }) => percentile(full.search, 0.95)),
      {
        keys: runs.reduce((sum, { full }) => sum + full.search.length, 0),
        median: rounded(median(runs.flatMap(({ full }) => full.search))),
        worst: rounded(Math.max(...runs.flatMap(({ full }) => full.search))),
      },
    ),
    of(
      'N4.page',
      'a page of 100 rows over the bridge, p95',
      'ms',
      limits.page,
      runs.map(({ full }) => percentile(full.page, 0.95)),
      {
        median: rounded(median(runs.flatMap(({ full }) => full.page))),
        worst: rounded(Math.max(...runs.flatMap(({ full }) => full.page))),
      },
    ),
    of(
      'N4.memory',
      `main process above an empty registry with ${count}`,
      'MB',
      limits.memory,
      runs.map(({ full, empty }) => full.memory - empty.memory),
      { full: pick('full', 'memory'), empty: pick('empty', 'memory') },
    ),
  ];
}
