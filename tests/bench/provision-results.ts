import type { FloorPlan } from './floor-provision.ts';
import type { EditRun, ProvisionRun } from './provision.ts';
import { median, rounded, type BenchResult, type Timed } from './result.ts';

/** SPEC.md N2. */
const editLimits = { milliseconds: 100, requests: 20 };
const sweepLimit = 30;

/** What the runs come to, by the ids of SPEC.md. */
export function provisionResults(
  tenants: number,
  floorPlan: FloorPlan,
  runs: readonly ProvisionRun[],
): readonly BenchResult[] {
  const databases = tenants * 3;
  return [
    {
      id: 'N1',
      what: `${tenants} tenants of 3 databases, guard and 2 accounts from nothing, from the order to apply until all is applied, lease and replication included`,
      ...beside(
        runs,
        ({ apply }) => apply,
        ({ floor }) => floor,
      ),
      requests: requestsOf(runs.map(({ applyRequests }) => applyRequests)),
      details: {
        ...parts(
          runs,
          ({ apply }) => apply,
          ({ floor }) => floor,
        ),
        'raw client': `${floorPlan.connections} connections, ${floorPlan.order}`,
        'planning before (ms)': all(runs, ({ plan }) => plan),
      },
    },
    {
      id: 'N2.unchanged',
      what: `the unchanged fleet compared by a console that has just been opened, its check of the registry included`,
      ...beside(
        runs,
        ({ cold }) => cold,
        ({ readFloor }) => readFloor,
      ),
      requests: requestsOf(runs.map(({ coldRequests }) => coldRequests)),
      details: {
        ...parts(
          runs,
          ({ cold }) => cold,
          ({ readFloor }) => readFloor,
        ),
        'of ours the look at the server (ms)': all(runs, ({ look }) => look),
        'raw requests': middleOf(runs.map(({ readFloorRequests }) => readFloorRequests)),
      },
    },
    edited(tenants, runs),
    {
      id: 'N2.sweep',
      what: `a sweep of ${databases} databases for drift, in ${rounded(middleOf(runs.map(({ sweep }) => sweep)))} ms`,
      value: middleOf(runs.map(({ sweepRequests }) => sweepRequests)),
      floor: sweepLimit,
      ratio: rounded(middleOf(runs.map(({ sweepRequests }) => sweepRequests)) / sweepLimit, 3),
      unit: 'requests',
      runs: runs.length,
      requests: middleOf(runs.map(({ sweepRequests }) => sweepRequests)),
      measuredBy: 'limit',
      details: { 'each (ms)': all(runs, ({ sweep }) => sweep) },
    },
  ];
}

/** The worse of its two limits is its ratio. */
function edited(tenants: number, runs: readonly ProvisionRun[]): BenchResult {
  const edits: readonly EditRun[] = runs.flatMap((run) => run.edits);
  const value = middleOf(edits.map(({ milliseconds }) => milliseconds));
  const requests = requestsOf(edits.map((edit) => edit.requests ?? edit.planRequests));
  return {
    id: 'N2.edit',
    what: `planned again after one edit among ${tenants} tenants; at most ${editLimits.milliseconds} ms and ${editLimits.requests} requests`,
    value,
    floor: editLimits.milliseconds,
    ratio: rounded(
      Math.max(value / editLimits.milliseconds, (requests ?? 0) / editLimits.requests),
      3,
    ),
    unit: 'ms',
    runs: edits.length,
    requests,
    measuredBy: 'limit',
    details: {
      'each (ms)': edits.map(({ milliseconds }) => rounded(milliseconds)),
      'each (requests at the server, replication included)': edits.map(
        (edit) => edit.requests ?? edit.planRequests,
      ),
      'each (requests of the comparison)': edits.map(({ planRequests }) => planRequests),
    },
  };
}

/** The ratio is the middle of the runs' own ratios, since a floor counts for the run it was taken in. */
function beside(
  runs: readonly ProvisionRun[],
  ours: (run: ProvisionRun) => Timed<unknown>,
  floor: (run: ProvisionRun) => Timed<unknown>,
) {
  return {
    value: middleOf(runs.map((run) => ours(run).milliseconds)),
    floor: middleOf(runs.map((run) => floor(run).milliseconds)),
    ratio: rounded(median(runs.map((run) => ours(run).milliseconds / floor(run).milliseconds)), 3),
    unit: 'ms' as const,
    runs: runs.length,
    measuredBy: 'floor' as const,
  };
}

/** Every run, and what this process itself had to do for it, which a busy machine does not change. */
function parts(
  runs: readonly ProvisionRun[],
  ours: (run: ProvisionRun) => Timed<unknown>,
  floor: (run: ProvisionRun) => Timed<unknown>,
) {
  const fastest = (of: typeof ours) => Math.min(...runs.map((run) => of(run).milliseconds));
  return {
    'ours (ms)': all(runs, (run) => ours(run).milliseconds),
    'raw (ms)': all(runs, (run) => floor(run).milliseconds),
    'fastest of ours by fastest of raw': rounded(fastest(ours) / fastest(floor), 3),
    'our processor time (ms)': all(runs, (run) => ours(run).processor),
    'the raw client’s (ms)': all(runs, (run) => floor(run).processor),
  };
}

function all(runs: readonly ProvisionRun[], figure: (run: ProvisionRun) => number) {
  return runs.map((run) => rounded(figure(run), 0));
}

function middleOf(values: readonly number[]): number {
  return rounded(median(values));
}

function requestsOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.round(median(known));
}
