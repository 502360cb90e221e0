import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTransport } from '../../src/couch/create-transport.ts';
import type { Transport } from '../../src/couch/transport.ts';
import { apply } from '../../src/main/provisioning/apply.ts';
import { createObserver, type Observer } from '../../src/main/provisioning/observer.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { diff } from '../../src/shared/planning/diff.ts';
import { makePlan } from '../../src/shared/planning/make-plan.ts';
import type { Operation } from '../../src/shared/planning/plan.ts';
import type { ServerSpec } from '../../src/shared/planning/server-spec.ts';
import type { ServerState } from '../../src/shared/planning/server-state.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { byHand, type Hand } from '../support/damage.ts';
import { type Fleet, fleetSnapshot, makeFleet, withdrawn } from '../support/fleet.ts';
import { systemClock } from '../support/registry-samples.ts';

const prefix = `o${randomUUID().slice(0, 6)}`;
const keys = Array.from({ length: 60 }, (_, index) => `${prefix}-${String(index)}`);
const nobody = { scope: 'tenants', ids: new Set<string>() } as const;

let server: CouchDbServer;
let transport: Transport;
let hand: Hand;
let fleet: Fleet;
let spec: ServerSpec;

beforeAll(async () => {
  server = await startCouchDb();
  transport = createTransport({
    url: server.url,
    credentials: server,
    clock: systemClock,
    random: Math.random,
  });
  hand = byHand(rawClient(server, server));
  fleet = await makeFleet(keys);
  spec = desired(fleetSnapshot(fleet), 'server_x');
  await carryOut(await createObserver().look(transport, spec, { scope: 'all' }), spec);
});
afterAll(async () => {
  await transport.close();
  await server.stop();
});

async function carryOut(state: ServerState, wanted: ServerSpec): Promise<readonly Operation[]> {
  const plan = makePlan({
    id: randomUUID(),
    madeAt: systemClock.now().toISOString(),
    registrySeq: 0,
    spec: wanted,
    state,
    drift: [],
    wishes: new Map(),
  });
  const report = await apply(transport, plan, { clock: systemClock, mayGoOn: () => null });
  expect(report).toMatchObject({ failed: 0, skipped: 0 });
  return plan.operations;
}

const differences = (state: ServerState, wanted = spec) =>
  diff(wanted, state).operations.map(({ id }) => id);

async function warm(): Promise<Observer> {
  const observer = createObserver();
  expect(differences(await observer.look(transport, spec, { scope: 'all' }))).toEqual([]);
  return observer;
}

describe('an observer of a real server', () => {
  it('reads everything once, and then asks for little where nothing moved', async () => {
    const observer = createObserver();
    const cold = await observer.look(transport, spec, { scope: 'all' });
    expect(cold.databases.size).toBe(180);
    expect(cold.users.size).toBe(120);
    // Two a database; the rest is bulk.
    expect(cold.requests).toBeGreaterThanOrEqual(360);
    expect(cold.requests).toBeLessThan(360 + 20);
    expect(cold.capabilities).toMatchObject({ practice: server.kind === 'practice' });
    if (server.kind !== 'practice') expect(cold.capabilities.nodes).toHaveLength(1);

    expect((await observer.look(transport, spec, nobody)).requests).toBe(0);
    const sweep = await observer.sweep(transport, spec);
    expect(sweep.requests).toBeLessThan(15);
    expect(differences(sweep)).toEqual([]);
    expect(sweep.databases).toEqual(cold.databases);
  });

  it('looks after one edit at one tenant, whatever the others cost', async () => {
    const observer = await warm();
    const [one] = fleet.tenants;
    if (one === undefined) throw new Error('no fleet');
    const off = withdrawn(one);
    const wanted = desired(fleetSnapshot(fleet, [off]), 'server_x');
    const ids = new Set([one.tenant_id]);
    const state = await observer.look(transport, wanted, { scope: 'tenants', ids });
    expect(state.requests).toBeLessThan(5);
    expect(differences(state, wanted)).toHaveLength(5);
    const operations = await carryOut(state, wanted);
    observer.forget(operations);
    // Forgotten is not absent: it is read again without being asked for.
    const after = await observer.look(transport, wanted, nobody);
    expect(after.requests).toBeLessThan(12);
    expect(differences(after, wanted)).toEqual([]);
    const back = desired(fleetSnapshot(fleet), 'server_x');
    expect(differences(await observer.look(transport, back, { scope: 'all' }), back)).toEqual([]);
  });

  it('finds what moved by a sweep: security, design, user, a database gone, remade and added', async () => {
    const observer = await warm();
    const name = (index: number, database: string) => `shop_${keys[index] ?? ''}_${database}`;
    await hand.change(`/${name(3, 'sales')}/_security`, (security) => ({
      ...security,
      admins: { names: ['eve'], roles: ['_admin'] },
    }));
    await hand.removeDocument(`/${name(4, 'users')}/_design/mycouch`);
    await hand.remove(`/${name(5, 'products')}`);
    await hand.remove(`/${name(6, 'products')}`);
    await hand.write(`/${name(6, 'products')}?q=1`, undefined);
    await hand.removeDocument(`/_users/org.couchdb.user:${name(7, 'sync')}`);
    await hand.write(`/${prefix}_added`, undefined);
    const state = await observer.sweep(transport, spec);
    expect(state.requests).toBeLessThan(25);
    expect(differences(state).sort()).toEqual(
      [
        `security.write ${name(3, 'sales')}`,
        `design.write ${name(4, 'users')}/_design/mycouch`,
        `database.create ${name(5, 'products')}`,
        `security.write ${name(5, 'products')}`,
        `design.write ${name(5, 'products')}/_design/mycouch`,
        `security.write ${name(6, 'products')}`,
        `design.write ${name(6, 'products')}/_design/mycouch`,
        `user.write ${name(7, 'sync')}`,
      ].sort(),
    );
    expect(state.unmanagedDatabases).toContain(`${prefix}_added`);
    observer.forget(await carryOut(state, spec));
    await hand.remove(`/${prefix}_added`);
    const healed = await observer.sweep(transport, spec);
    expect(differences(healed)).toEqual([]);
    expect(healed.unmanagedDatabases).not.toContain(`${prefix}_added`);
  });

  it('is told by a feed what to read again', async () => {
    const observer = await warm();
    const database = `shop_${keys[9] ?? ''}_sales`;
    await hand.removeDocument(`/${database}/_design/mycouch`);
    const named = { databases: [database, 'not_there'], users: ['nobody'] };
    const state = await observer.refresh(transport, spec, named);
    expect(state.requests).toBe(3);
    expect(differences(state)).toEqual([`design.write ${database}/_design/mycouch`]);
    observer.forget(await carryOut(state, spec));
    expect(differences(await observer.look(transport, spec, nobody))).toEqual([]);
  });

  it('remembers nothing of a server when another one answers, and fails where it cannot look', async () => {
    const observer = await warm();
    const other = {
      ...transport,
      request: async (request: Parameters<Transport['request']>[0]) => {
        const answer = await transport.request(request);
        const isWelcome = request.path.length === 1 && request.path[0] === '';
        const welcome = z.record(z.string(), z.unknown());
        return isWelcome
          ? { ...answer, body: { ...welcome.parse(answer.body), uuid: 'f'.repeat(32) } }
          : answer;
      },
    };
    const state = await observer.sweep(other, spec);
    expect(state.couchdbUuid).toBe('f'.repeat(32));
    expect(state.requests).toBeGreaterThan(360);

    const broken = {
      request: (request: Parameters<Transport['request']>[0]) =>
        request.path[1] === '_security'
          ? Promise.reject(new Error('cut'))
          : transport.request(request),
    };
    await expect(createObserver().look(broken, spec, { scope: 'all' })).rejects.toThrow('cut');
  });
});
