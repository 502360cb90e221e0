import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { createTransport } from '../../src/couch/create-transport.ts';
import type { Transport } from '../../src/couch/transport.ts';
import { apply } from '../../src/main/provisioning/apply.ts';
import type { ApplyOptions } from '../../src/main/provisioning/apply-options.ts';
import { observe } from '../../src/main/provisioning/observe.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { makePlan } from '../../src/shared/planning/make-plan.ts';
import type { ApplyReport, Plan } from '../../src/shared/planning/plan.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { type Fault, type FaultProxy, seeded, startFaultProxy } from '../support/fault-proxy.ts';
import { type Fleet, fleetSnapshot, makeFleet } from '../support/fleet.ts';
import { systemClock } from '../support/registry-samples.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function through(
  server: CouchDbAddress,
): Promise<{ proxy: FaultProxy; transport: Transport }> {
  const proxy = await startFaultProxy(server.url);
  const transport = createTransport({
    url: proxy.url,
    credentials: server,
    clock: systemClock,
    random: Math.random,
    retries: { repeats: 2, first: 5, longest: 20 },
    timeouts: { answer: 20_000 },
  });
  ending.push(
    () => proxy.stop(),
    () => transport.close(),
  );
  return { proxy, transport };
}

async function planned(transport: Transport, fleet: Fleet): Promise<Plan> {
  const spec = desired(fleetSnapshot(fleet), 'server_x');
  const state = await observe(transport, spec);
  return makePlan({
    id: randomUUID(),
    madeAt: '',
    registrySeq: 1,
    spec,
    state,
    drift: [],
    wishes: new Map(),
  });
}

const applied = async (
  transport: Transport,
  fleet: Fleet,
  options: Partial<ApplyOptions> = {},
): Promise<ApplyReport> =>
  apply(transport, await planned(transport, fleet), {
    clock: systemClock,
    mayGoOn: () => null,
    ...options,
  });

const fleetOf = (size: number): Promise<Fleet> => {
  const run = randomUUID().slice(0, 8);
  return makeFleet(Array.from({ length: size }, (_, index) => `f${run}-${String(index)}`));
};

const faults: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'reset-after' },
  { kind: 'cut', bytes: 5 },
  { kind: 'delay', milliseconds: 20 },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'garbage' },
];

describe('provisioning over a bad network', () => {
  it.each([1, 2, 3, 4])('converges, and is open at no moment (seed %i)', async (seed) => {
    const server = inject('couchdb');
    const { proxy, transport } = await through(server);
    const fleet = await fleetOf(6);
    const anonymous = rawClient(server, null);
    const watch = { on: true, statuses: new Set<number>() };
    const watcher = (async () => {
      while (watch.on) {
        for (const { key } of fleet.tenants) {
          watch.statuses.add((await anonymous('GET', `/shop_${key}_sales/_all_docs`)).status);
        }
      }
    })();

    const plan = seeded(seed, 0.15, faults);
    // A 401 to a sign-in is an answer about the password, which is rightly not sent again.
    proxy.setPlan((request) => {
      const fault = plan(request);
      const refused = fault?.kind === 'status' && fault.status === 401;
      return refused && request.path === '/_session' ? undefined : fault;
    });
    for (let round = 0; round < 6; round++) {
      try {
        const report = await applied(transport, fleet);
        for (const outcome of report.outcomes) {
          if (outcome.outcome === 'failed') expect(outcome.message).not.toBe('');
        }
      } catch (error) {
        // Could not look: no plan, and so nothing done. Plan again.
        expect(error).toHaveProperty('code');
      }
    }
    proxy.setPlan(() => undefined);
    expect((await applied(transport, fleet)).failed).toBe(0);
    const left = await planned(transport, fleet);
    watch.on = false;
    await watcher;
    expect(left.operations).toEqual([]);
    expect(left.refusals).toEqual([]);
    expect([...watch.statuses].filter((status) => status !== 401 && status !== 404)).toEqual([]);
    expect(Object.keys(proxy.faults()).length).toBeGreaterThan(3);
  });

  it('stops soon after the server is gone, says so, and goes on when it is back', async () => {
    const { proxy, transport } = await through(inject('couchdb'));
    const fleet = await fleetOf(20);
    let seen = 0;
    const gone: Promise<void>[] = [];
    const before = transport.requests();
    const report = await applied(transport, fleet, {
      onOutcome: () => {
        seen += 1;
        if (seen === 25) gone.push(proxy.pause());
      },
    });
    await Promise.all(gone);
    expect(report.cancelled).toBe(false);
    expect(report.failed).toBeGreaterThan(0);
    expect(report.skipped).toBeGreaterThan(0);
    expect(report.applied + report.failed + report.skipped).toBe(20 * 11);
    // Not every operation was tried for itself.
    expect(transport.requests() - before).toBeLessThan(20 * 11);
    expect(report.outcomes).toContainEqual(expect.objectContaining({ because: 'stopped' }));
    await expect(planned(transport, fleet)).rejects.toMatchObject({ code: 'server-refused' });

    await proxy.resume();
    expect((await applied(transport, fleet)).failed).toBe(0);
    expect((await planned(transport, fleet)).operations).toEqual([]);
  });

  it('says that a server is full, and stops', async () => {
    const { proxy, transport } = await through(inject('couchdb'));
    const fleet = await fleetOf(20);
    proxy.setPlan(({ method, path }) =>
      method === 'PUT' && path.includes('_security') ? { kind: 'status', status: 507 } : undefined,
    );
    const report = await applied(transport, fleet);
    expect(report.outcomes).toContainEqual(expect.objectContaining({ code: 'server-full' }));
    expect(report.skipped).toBeGreaterThan(100);
    proxy.setPlan(() => undefined);
    expect((await applied(transport, fleet)).failed).toBe(0);
  });

  it('lets the failure of one tenant stop no other', async () => {
    const { proxy, transport } = await through(inject('couchdb'));
    const fleet = await fleetOf(5);
    const unlucky = fleet.tenants[2]?.key ?? 'none';
    proxy.setPlan(({ method, path }) =>
      method === 'PUT' && path.includes(`${unlucky}_sales/_security`)
        ? { kind: 'status', status: 500 }
        : undefined,
    );
    const report = await applied(transport, fleet);
    expect(report).toMatchObject({ applied: 4 * 11 + 7, failed: 1, skipped: 3 });
    expect(report.outcomes.filter(({ outcome }) => outcome === 'skipped')).toEqual(
      [
        `design.write shop_${unlucky}_sales/_design/mycouch`,
        `user.write shop_${unlucky}_sync`,
        `user.write shop_${unlucky}_admin`,
      ].map((id) => ({ id, outcome: 'skipped', because: 'dependency' })),
    );
  });

  it('is healed after the server was killed half-way', async ({ skip }) => {
    const server = await startCouchDb();
    ending.push(() => server.stop());
    const { kill, restart } = server;
    if (kill === undefined || restart === undefined) {
      skip('this server cannot be killed from here');
      return;
    }
    const { transport } = await through(server);
    const fleet = await fleetOf(15);
    let seen = 0;
    const killed: Promise<void>[] = [];
    const report = await applied(transport, fleet, {
      onOutcome: () => {
        seen += 1;
        if (seen === 40) killed.push(kill());
      },
    });
    await Promise.all(killed);
    expect(report.failed + report.skipped).toBeGreaterThan(0);
    await restart();
    expect((await applied(transport, fleet)).failed).toBe(0);
    expect((await planned(transport, fleet)).operations).toEqual([]);
  });
});
