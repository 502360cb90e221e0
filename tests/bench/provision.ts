import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Console } from '../../src/main/console/ports.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import type { BenchServers } from './bench-server.ts';
import { connectBench, importFleet, openBenchConsole, settled } from './fleet-console.ts';
import { floorPlans, provisionRaw, type FloorPlan } from './floor-provision.ts';
import { readRaw } from './floor-reads.ts';
import { counted } from './request-count.ts';
import { rounded, timed, type Timed } from './result.ts';

export interface ProvisionOptions {
  readonly servers: BenchServers;
  readonly tenants: number;
  readonly runs: number;
  /** Told what is being done. */
  readonly note: (line: string) => void;
}

/** Every measurement of one run, in milliseconds and requests. */
export interface ProvisionRun {
  readonly floor: Timed<void>;
  readonly apply: Timed<unknown>;
  readonly applyRequests: number | null;
  readonly plan: number;
  readonly readFloor: Timed<void>;
  readonly readFloorRequests: number;
  readonly cold: Timed<unknown>;
  readonly coldRequests: number | null;
  /** Of the cold comparison, the look at the server alone, as the plan tells it. */
  readonly look: number;
  readonly lookRequests: number;
  readonly edits: readonly EditRun[];
  readonly sweepRequests: number;
  readonly sweep: number;
}

export interface EditRun {
  readonly milliseconds: number;
  /** All that reached the server, replication included; null where it does not count. */
  readonly requests: number | null;
  readonly planRequests: number;
}

const editsPerRun = 5;
const readConnections = [16, 32, 64];

/**
 * The fleet from nothing, unchanged from cold, after one edit, and swept; each floor in turn with ours.
 * @returns the runs, and the raw way that a trial found to be the fastest
 */
export async function benchProvision(
  options: ProvisionOptions,
): Promise<{ readonly floorPlan: FloorPlan; readonly runs: readonly ProvisionRun[] }> {
  const { servers, tenants, runs, note } = options;
  const floorPlan = await bestFloor(options);
  note(`the best raw client: ${floorPlan.connections} connections, ${floorPlan.order}`);
  const done: ProvisionRun[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const floor = await withServer(servers, (server) => provisionRaw(server, tenants, floorPlan));
    note(`run ${run} of ${runs}: raw ${rounded(floor.milliseconds, 0)} ms`);
    const ours = await withServer(servers, (server) => oneRun(server, tenants));
    done.push({ floor, ...ours });
    note(
      `run ${run} of ${runs}: applied ${beside(ours.apply, floor)}, ` +
        `raw reads ${rounded(ours.readFloor.milliseconds, 0)} ms, compared from cold ${beside(ours.cold, ours.readFloor)}, ` +
        `after an edit ${ours.edits.map(({ milliseconds }) => rounded(milliseconds, 0)).join(' ')} ms, sweep ${ours.sweepRequests} requests`,
    );
  }
  return { floorPlan, runs: done };
}

/** Tries every plan on a tenth of the fleet, twice, and takes the fastest. */
async function bestFloor({ servers, tenants, note }: ProvisionOptions): Promise<FloorPlan> {
  const some = Math.min(tenants, Math.max(50, Math.round(tenants / 10)));
  let best: { readonly plan: FloorPlan; readonly milliseconds: number } | null = null;
  for (const plan of floorPlans) {
    const { milliseconds } = await withServer(servers, (server) =>
      provisionRaw(server, some, plan),
    );
    note(
      `trial of ${plan.connections} connections, ${plan.order}: ${rounded((some * 9 + some / 50) / (milliseconds / 1000), 0)} requests/s`,
    );
    if (best === null || milliseconds < best.milliseconds) best = { plan, milliseconds };
  }
  if (best === null) throw new Error('no raw client was tried');
  return best.plan;
}

function beside(ours: Timed<unknown>, floor: Timed<unknown>): string {
  return `${rounded(ours.milliseconds, 0)} ms (${rounded(ours.milliseconds / floor.milliseconds, 2)})`;
}

async function oneRun(
  server: CouchDbAddress,
  tenants: number,
): Promise<Omit<ProvisionRun, 'floor'>> {
  const directory = await mkdtemp(join(tmpdir(), 'mycouch-bench-'));
  let console: Console | null = await openBenchConsole(directory);
  try {
    await importFleet(console, tenants);
    await connectBench(console, server);
    const provisioned = await provision(console, server);
    await settled(console);
    await console.close();
    console = null;

    let raw: Awaited<ReturnType<typeof readRaw>> | null = null;
    for (const connections of readConnections) {
      const tried = await readRaw(server, connections);
      if (raw === null || tried.milliseconds < raw.milliseconds) raw = tried;
    }
    if (raw === null) throw new Error('nothing was read');

    const opened = await openBenchConsole(directory);
    console = opened;
    await settled(opened);
    const cold = await counted(server, () => timed(() => opened.api.plan.make({ scope: 'all' })));
    const summary = cold.value.value;
    if (summary.operations > 0 || summary.refusals.length > 0) {
      throw new Error(`${summary.operations} operations are left after everything was applied`);
    }
    const edits = await editAndPlan(opened, server);
    const swept = await timed(() => opened.api.drift.sweep(undefined));
    return {
      ...provisioned,
      readFloor: raw,
      readFloorRequests: raw.requests,
      cold: cold.value,
      coldRequests: cold.requests,
      look: summary.milliseconds,
      lookRequests: summary.requests,
      edits,
      sweep: swept.milliseconds,
      sweepRequests: swept.value.requests,
    };
  } finally {
    await console?.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function provision(console: Console, server: CouchDbAddress) {
  const planned = await timed(() => console.api.plan.make({ scope: 'all' }));
  const { id, refusals } = planned.value;
  if (refusals.length > 0) throw new Error('tenants of the bench were refused');
  const applied = await counted(server, () => timed(() => console.api.plan.apply({ planId: id })));
  const report = applied.value.value;
  if (report.failed + report.skipped > 0) {
    const first = report.outcomes.find(({ outcome }) => outcome !== 'done');
    throw new Error(`not everything was applied: ${JSON.stringify(first)}`);
  }
  return {
    plan: planned.milliseconds,
    apply: applied.value,
    applyRequests: applied.requests,
  };
}

async function editAndPlan(console: Console, server: CouchDbAddress): Promise<readonly EditRun[]> {
  const { rows } = await console.api.tenants.list({
    search: '',
    state: 'active',
    waiting: false,
    sort: 'key',
    direction: 'asc',
    offset: 0,
    limit: editsPerRun,
  });
  const edits: EditRun[] = [];
  for (const { id } of rows) {
    await console.api.tenants.setFlags({ id, readOnly: true });
    await settled(console);
    const { requests, value } = await counted(server, () =>
      timed(() => console.api.plan.make({ scope: 'changed' })),
    );
    const touched = value.value.tenants.map((tenant) => tenant.id);
    if (touched.length === 0 || !touched.includes(id)) {
      throw new Error('an edit made no difference to the plan');
    }
    const planRequests = value.value.requests;
    edits.push({ milliseconds: value.milliseconds, requests, planRequests });
  }
  return edits;
}

async function withServer<T>(
  servers: BenchServers,
  work: (server: CouchDbAddress) => Promise<T>,
): Promise<T> {
  const server = await servers.take();
  try {
    return await work(server);
  } finally {
    await servers.giveBack(server);
  }
}
