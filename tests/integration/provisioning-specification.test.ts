import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { createTransport } from '../../src/couch/create-transport.ts';
import type { Transport } from '../../src/couch/transport.ts';
import { apply } from '../../src/main/provisioning/apply.ts';
import { observe } from '../../src/main/provisioning/observe.ts';
import { makeCredential } from '../../src/main/provisioning/password.ts';
import { overrideDocumentId, type Override } from '../../src/shared/documents/override.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { ConsoleError } from '../../src/shared/errors.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { makePlan } from '../../src/shared/planning/make-plan.ts';
import type { ApplyReport, Plan } from '../../src/shared/planning/plan.ts';
import { makePurgePlan } from '../../src/shared/planning/purge-plan.ts';
import type { RegistrySnapshot } from '../../src/shared/registry-snapshot.ts';
import { secondUsername } from '../../src/shared/tenant-names.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { rawClient, type RawClient } from '../support/couchdb-client.ts';
import { type Fleet, fleetSnapshot, makeFleet, restored, withdrawn } from '../support/fleet.ts';
import { richBlueprint } from '../support/history-edits.ts';
import { systemClock } from '../support/registry-samples.ts';

let server: CouchDbAddress;
let transport: Transport;
let admin: RawClient;

beforeAll(() => {
  server = inject('couchdb');
  transport = createTransport({
    url: server.url,
    credentials: server,
    clock: systemClock,
    random: Math.random,
  });
  admin = rawClient(server, server);
});
afterAll(async () => {
  await transport.close();
});

interface Wish {
  readonly fleet: Fleet;
  readonly tenant: Tenant;
  readonly version?: 1 | 2;
  readonly override?: Override;
}

function snapshotOf({ fleet, tenant, version = 1, override }: Wish): RegistrySnapshot {
  const blueprint = richBlueprint(version);
  return {
    ...fleetSnapshot(fleet, [tenant]),
    blueprints: new Map([[blueprint._id, blueprint]]),
    overrides:
      override === undefined
        ? new Map()
        : new Map([[tenant.tenant_id, new Map([[override.database, override]])]]),
  };
}

async function planned(wish: Wish): Promise<Plan> {
  const spec = desired(snapshotOf(wish), 'server_none');
  const state = await observe(transport, spec);
  const id = randomUUID();
  return makePlan({
    id,
    madeAt: '',
    registrySeq: 1,
    spec,
    state,
    drift: [],
    wishes: new Map(),
  });
}

const run = (plan: Plan): Promise<ApplyReport> =>
  apply(transport, plan, { clock: systemClock, mayGoOn: () => null });

/** Applies all of it, and finds nothing to do afterwards. */
async function settle(wish: Wish): Promise<readonly string[]> {
  const plan = await planned(wish);
  expect(plan.refusals).toEqual([]);
  const report = await run(plan);
  expect(report.outcomes.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
  expect((await planned(wish)).operations).toEqual([]);
  return plan.operations.map(({ id }) => id);
}

async function newTenant(): Promise<Wish & { readonly key: string }> {
  const key = `s${randomUUID().slice(0, 8)}`;
  const fleet = await makeFleet([key]);
  const tenant = fleet.tenants[0];
  if (tenant === undefined) throw new Error('no tenant');
  return { fleet, tenant, key };
}

const account = ({ fleet }: Wish, username: string, password?: string): RawClient =>
  rawClient(server, { username, password: password ?? fleet.passwords.get(username) ?? 'none' });

const revision = async (path: string): Promise<string> =>
  z.object({ _rev: z.string() }).parse((await admin('GET', path)).body)._rev;

async function replace(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const { status } = await admin('PUT', path, { ...body, _rev: await revision(path) });
  expect(status).toBe(201);
}

const hasIndexes = inject('couchdb').kind !== 'practice';

describe('a whole specification on a server', () => {
  it.runIf(hasIndexes)('makes designs, indexes and limits, and mends them', async () => {
    const wish = await newTenant();
    const sales = `/shop_${wish.key}_sales`;
    const made = await settle(wish);
    const contents = [
      `design.write ${sales.slice(1)}/_design/reports`,
      `index.write ${sales.slice(1)}/by-day`,
      `index.write ${sales.slice(1)}/open`,
      `limit.write ${sales.slice(1)}`,
    ];
    expect(made).toEqual(expect.arrayContaining(contents));
    expect((await admin('GET', `${sales}/_revs_limit`)).body).toBe(50);
    const query = {
      selector: { day: '2026-01-01' },
      use_index: ['mycouch-index-by-day', 'by-day'],
    };
    expect((await admin('POST', `${sales}/_explain`, query)).body).toMatchObject({
      index: { ddoc: '_design/mycouch-index-by-day', name: 'by-day' },
    });

    // By hand: a design edited, an index replaced by a view, an index with other fields, another limit.
    await replace(`${sales}/_design/reports`, {
      language: 'javascript',
      note: 'by hand',
    });
    await replace(`${sales}/_design/mycouch-index-by-day`, { language: 'javascript', views: {} });
    const other = { index: { fields: ['till'] }, ddoc: 'mycouch-index-open', name: 'open' };
    expect((await admin('POST', `${sales}/_index`, other)).status).toBe(200);
    expect((await admin('PUT', `${sales}/_revs_limit`, 3)).status).toBe(200);
    expect((await settle(wish)).toSorted()).toEqual(contents.toSorted());

    const path = `${sales}/_design/mycouch-index-open`;
    await admin('DELETE', `${path}?rev=${await revision(path)}`);
    expect(await settle(wish)).toEqual([`index.write ${sales.slice(1)}/open`]);

    // The next version of the blueprint changes all but that one.
    expect((await settle({ ...wish, version: 2 })).toSorted()).toEqual(
      contents.filter((id) => !id.endsWith('/open')).toSorted(),
    );
    expect((await admin('GET', `${sales}/_revs_limit`)).body).toBe(100);
    // Who still has the blueprint of before leaves the newer design alone.
    const older = (await planned(wish)).operations.map(({ id }) => id);
    expect(older).not.toContain(`design.write ${sales.slice(1)}/_design/reports`);
  });
});

describe.runIf(hasIndexes)('what a tenant is on a server', () => {
  it('lets in whom an override names while it is active, and nobody after', async () => {
    const wish = await newTenant();
    const database = `shop_${wish.key}_sales`;
    const boss = `boss-${wish.key}`;
    const { password, hash } = await makeCredential(randomBytes);
    await admin('PUT', `/_users/org.couchdb.user:${boss}`, {
      type: 'user',
      name: boss,
      roles: ['staff'],
      password_scheme: 'pbkdf2',
      iterations: hash.iterations,
      salt: hash.salt,
      derived_key: hash.sha1,
    });
    const at = '2026-03-01T00:00:00.000Z';
    const override: Override = {
      _id: overrideDocumentId(wish.tenant.tenant_id, database),
      type: 'override',
      tenant_id: wish.tenant.tenant_id,
      database,
      security: { admins: { names: [], roles: [] }, members: { names: [], roles: ['staff'] } },
      designs: {},
      createdAt: at,
      createdBy: 'x',
      updatedAt: at,
      updatedBy: 'x',
    };
    const read = async () => (await account(wish, boss, password)('GET', `/${database}`)).status;
    await settle(wish);
    expect(await read()).toBe(403);
    const adopted = { ...wish.tenant, generation: 2 };
    await settle({ ...wish, tenant: adopted, override });
    expect(await read()).toBe(200);
    expect((await account(wish, boss, password)('GET', `/shop_${wish.key}_users`)).status).toBe(
      403,
    );
    await settle({ ...wish, tenant: withdrawn(adopted), override });
    expect(await read()).toBe(403);
    await settle({ ...wish, tenant: restored(withdrawn(adopted)), override });
    expect(await read()).toBe(200);
  });

  it('refuses what would add to a tenant over its quota, and lets it delete', async () => {
    const wish = await newTenant();
    await settle(wish);
    const sync = account(wish, `shop_${wish.key}_sync`);
    const path = `/shop_${wish.key}_products`;
    const doc = { tenant_id: wish.tenant.tenant_id };
    expect((await sync('PUT', `${path}/a`, doc)).status).toBe(201);
    expect((await sync('PUT', `${path}/b`, doc)).status).toBe(201);

    const full = { ...wish.tenant, overQuota: true, generation: 2 };
    expect(await settle({ ...wish, tenant: full })).toHaveLength(3);
    expect((await sync('PUT', `${path}/c`, doc)).status).toBe(403);
    const remove = async (id: string) =>
      (await sync('DELETE', `${path}/${id}?rev=${await revision(`${path}/${id}`)}`)).status;
    expect(await remove('a')).toBe(200);

    await settle({ ...wish, tenant: { ...full, readOnly: true, generation: 3 } });
    expect(await remove('b')).toBe(403);
    await settle({ ...wish, tenant: { ...wish.tenant, generation: 4 } });
    expect((await sync('PUT', `${path}/c`, doc)).status).toBe(201);
  });

  it('keeps what others put into a user document', async () => {
    const wish = await newTenant();
    await settle(wish);
    const username = `shop_${wish.key}_sync`;
    const path = `/_users/org.couchdb.user:${username}`;
    const first = z.looseObject({}).parse((await admin('GET', path)).body);
    await admin('PUT', path, { ...first, totp: { key: 'JBSWY3DPEHPK3PXP' }, note: 'till 4' });
    const kept = { totp: { key: 'JBSWY3DPEHPK3PXP' }, note: 'till 4' };

    await settle({ ...wish, tenant: withdrawn(wish.tenant) });
    expect((await admin('GET', path)).body).toMatchObject({ ...kept, roles: [] });
    const back = restored(withdrawn(wish.tenant));
    // The plan is older than somebody's next edit of the document.
    const plan = await planned({ ...wish, tenant: back });
    const found = z.looseObject({}).parse((await admin('GET', path)).body);
    await admin('PUT', path, { ...found, note: 'till 5' });
    expect((await run(plan)).failed).toBe(0);
    const after = (await admin('GET', path)).body;
    expect(after).toMatchObject({ ...kept, note: 'till 5', name: username });
    expect(after).toHaveProperty('roles.1');
  });

  it('puts a password back that was replaced by hand', async () => {
    const wish = await newTenant();
    await settle(wish);
    const username = `shop_${wish.key}_sync`;
    const path = `/_users/org.couchdb.user:${username}`;
    const info = `/shop_${wish.key}_users`;
    const document = z.looseObject({}).parse((await admin('GET', path)).body);
    await admin('PUT', path, { ...document, password: 'intruder' });
    expect((await account(wish, username, 'intruder')('GET', info)).status).toBe(200);

    const spec = desired(snapshotOf(wish), 'server_none');
    const state = await observe(transport, spec);
    // Only who has the password can tell; told so, the plan writes it.
    const users = new Map(
      [...state.users].map(([name, user]) => [
        name,
        name === username ? { ...user, credential: 'replaced' as const } : user,
      ]),
    );
    const plan = makePlan({
      id: randomUUID(),
      madeAt: '',
      registrySeq: 1,
      spec,
      state: { ...state, users },
      drift: [],
      wishes: new Map(),
    });
    expect(plan.operations.map(({ id }) => id)).toEqual([`user.write ${username}`]);
    // A login meanwhile re-hashes: another revision, and still to be written.
    await admin('PUT', path, { ...z.looseObject({}).parse((await admin('GET', path)).body), n: 1 });
    expect((await run(plan)).failed).toBe(0);
    expect((await account(wish, username, 'intruder')('GET', info)).status).toBe(401);
    expect((await account(wish, username)('GET', info)).status).toBe(200);
  });

  it('lets both names of an account in while its overlap lasts, and the older one no longer after', async () => {
    const wish = await newTenant();
    await settle(wish);
    const { password, hash } = await makeCredential(randomBytes);
    const username = `shop_${wish.key}_sync`;
    const info = `/shop_${wish.key}_users`;
    const rotated = (ended: boolean): Wish => ({
      ...wish,
      tenant: { ...wish.tenant, generation: ended ? 3 : 2 },
      fleet: {
        ...wish.fleet,
        accounts: new Map(
          [...wish.fleet.accounts].map(([id, accounts]) => [
            id,
            accounts.map((one) =>
              one.username === username
                ? {
                    ...one,
                    username: secondUsername(username),
                    hash,
                    credential_id: wish.tenant.tenant_id,
                    previous: {
                      username,
                      credential_id: one.credential_id,
                      hash: one.hash,
                      until: '2026-03-02T00:00:00.000Z',
                      ended,
                    },
                  }
                : one,
            ),
          ]),
        ),
      },
    });
    const newer = account(wish, secondUsername(username), password);
    const older = account(wish, username);
    expect(await settle(rotated(false))).toContain(`user.write ${secondUsername(username)}`);
    expect((await newer('GET', info)).status).toBe(200);
    expect((await older('GET', info)).status).toBe(200);
    expect(await settle(rotated(true))).toContain(`user.write ${username}`);
    expect((await newer('GET', info)).status).toBe(200);
    expect((await older('GET', info)).status).toBe(403);
  });
});

describe('a purge', () => {
  const purgePlan = async (wish: Wish): Promise<Plan> => {
    const spec = desired(snapshotOf(wish), 'server_none');
    return makePurgePlan({
      id: randomUUID(),
      madeAt: '',
      registrySeq: 1,
      spec: {
        ...spec,
        tenants: spec.tenants.filter((one) => one.tenantId === wish.tenant.tenant_id),
      },
      state: await observe(transport, spec),
      wishes: new Map(),
    });
  };
  const trashed = (tenant: Tenant): Tenant => ({
    ...withdrawn(tenant),
    deletedAt: '2026-03-05T00:00:00.000Z',
  });

  it.runIf(hasIndexes)('deletes a withdrawn tenant and nothing else', async () => {
    const wish = await newTenant();
    const other = await newTenant();
    await settle(wish);
    await settle(other);
    const gone = { ...wish, tenant: trashed(wish.tenant) };
    // Not before its withdrawal is on the server.
    expect((await purgePlan(gone)).refusals).toMatchObject([{ reason: 'purge-not-withdrawn' }]);
    expect((await purgePlan(wish)).refusals).toMatchObject([{ reason: 'purge-not-deleted' }]);
    await settle(gone);

    const plan = await purgePlan(gone);
    expect(plan).toMatchObject({ purpose: 'purge', refusals: [] });
    expect(plan.operations.map(({ kind }) => kind).toSorted()).toEqual([
      ...Array<string>(3).fill('database.delete'),
      ...Array<string>(2).fill('user.delete'),
    ]);
    const report = await run(plan);
    expect(report).toMatchObject({ applied: 5, failed: 0, skipped: 0 });
    expect((await admin('GET', `/shop_${wish.tenant.key}_sales`)).status).toBe(404);
    const user = `/_users/org.couchdb.user:shop_${wish.tenant.key}_sync`;
    expect((await admin('GET', user)).status).toBe(404);
    // Applied once more it does nothing, and the others are as they were.
    expect(await run(plan)).toMatchObject({ applied: 5, failed: 0 });
    expect((await planned(other)).operations).toEqual([]);
    const purged = { ...gone.tenant, purgedAt: '2026-03-06T00:00:00.000Z' };
    expect(desired(snapshotOf({ ...gone, tenant: purged }), 'server_none').tenants).toEqual([]);
  });

  it.runIf(hasIndexes)('stops at a tenant that was restored since it was planned', async () => {
    const wish = await newTenant();
    await settle(wish);
    const gone = { ...wish, tenant: trashed(wish.tenant) };
    await settle(gone);
    const plan = await purgePlan(gone);
    const back = { ...restored(gone.tenant), deletedAt: null };
    await settle({ ...wish, tenant: back });
    const report = await run(plan);
    expect(report).toMatchObject({ applied: 0, failed: 5 });
    expect(report.outcomes).toEqual(
      Array(5).fill(expect.objectContaining({ outcome: 'failed', code: 'plan-stale' })),
    );
    expect((await planned({ ...wish, tenant: back })).operations).toEqual([]);
  });
});

describe('a run that may not go on', () => {
  const lost = new ConsoleError('lease-lost', 'Another device applies now.');

  it('ends with that error wherever it is told so, and the next plan does the rest', async () => {
    const wish = await newTenant();
    for (const [attempt, after] of [0, 1, 4, 9].entries()) {
      const plan = await planned(wish);
      let asked = 0;
      const report = await apply(transport, plan, {
        clock: systemClock,
        mayGoOn: () => (asked++ < after ? null : lost),
      });
      const failed = report.outcomes.filter(({ outcome }) => outcome === 'failed');
      expect(failed.length, `attempt ${String(attempt)}`).toBeGreaterThan(0);
      for (const outcome of failed) expect(outcome).toMatchObject({ code: 'lease-lost' });
      expect(report.applied).toBeLessThanOrEqual(after);
      // What was not told is not there: every write that happened was asked for.
      const left = (await planned(wish)).operations.length;
      expect(left).toBe(plan.operations.length - report.applied);
    }
    await settle(wish);
  });

  it('asks once more between reading _security and writing it', async () => {
    const wish = await newTenant();
    await settle(wish);
    const plan = await planned({ ...wish, tenant: withdrawn(wish.tenant) });
    const writes: string[] = [];
    let read = false;
    const watched: Pick<Transport, 'request'> = {
      request: (request) => {
        const path = request.path.join('/');
        if (request.method !== 'GET') writes.push(path);
        if (path.endsWith('/_security')) read = true;
        return transport.request(request);
      },
    };
    const report = await apply(watched, plan, {
      clock: systemClock,
      mayGoOn: () => (read ? lost : null),
    });
    expect(read).toBe(true);
    expect(writes.filter((path) => path.endsWith('_security'))).toEqual([]);
    expect(report).toMatchObject({ applied: 0 });
  });
});
