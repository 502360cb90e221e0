import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PouchDB from 'pouchdb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { addPeople } from '../../src/shared/commands/add-people.ts';
import { removeMember, restoreMember } from '../../src/shared/commands/change-member.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import { peopleGateways, type PeopleGateway } from '../support/people-gateway.ts';

const resultSchema = z.looseObject({ ok: z.literal(true), doc_write_failures: z.literal(0) });
const changesSchema = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      deleted: z.boolean().optional(),
      changes: z.array(z.object({ rev: z.string() })),
    }),
  ),
});
const documentSchema = z.looseObject({ _id: z.string(), _rev: z.string() });
const once = { live: false, retry: false, batch_size: 20 } as const;
const live = { live: true, retry: true, batch_size: 20 } as const;
const patience = { timeout: 30_000, interval: 100 };

let server: CouchDbServer;
let gateways: Awaited<ReturnType<typeof peopleGateways>>;
let one: PeopleGateway;
let two: PeopleGateway;
let folder: string;
let made = 0;
const opened: PouchDB[] = [];
const running: { cancel: () => void }[] = [];

beforeAll(async () => {
  server = await startOwnCouchDb();
  gateways = await peopleGateways(server);
  await gateways.scene.admin('PUT', `/couch-sitter/${shopBlueprint._id}`, shopBlueprint);
  one = await gateways.start('g1');
  two = await gateways.start('g2');
  folder = await mkdtemp(join(tmpdir(), 'mycouch-virtual-'));
}, 60_000);
afterEach(async () => {
  for (const each of running.splice(0)) each.cancel();
  for (const each of opened.splice(0)) await each.close();
});
afterAll(async () => {
  await one.close();
  await two.close();
  await gateways.scene.end();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const local = (): PouchDB => {
  made += 1;
  const db = new PouchDB(join(folder, `db${String(made)}`), { adapter: 'leveldb' });
  opened.push(db);
  return db;
};
const far = (gateway: PeopleGateway, table: string, token: string): PouchDB => {
  const db = new PouchDB(`${gateway.url}/${table}`, {
    fetch: (address, init) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${token}`);
      return fetch(address, { ...init, headers });
    },
  });
  opened.push(db);
  return db;
};
const leaves = async (db: PouchDB) =>
  changesSchema
    .parse(await db.changes({ since: 0, limit: 1000, style: 'all_docs' }))
    .results.map(({ id, deleted, changes }) => ({ id, deleted, revs: changes.map((c) => c.rev) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
const read = async (db: PouchDB, id: string) => documentSchema.parse(await db.get(id));
const pull = async (from: PouchDB, to: PouchDB) => {
  resultSchema.parse(await PouchDB.replicate(from, to, once));
};

describe('an unmodified PouchDB and the virtual tables (G3–G6)', () => {
  it('gives a new person one record and one tenant, however often and wherever they sign in at once', async () => {
    const claims = { email: 'ida@example.org', email_verified: true, name: 'Ida' };
    const answers = await Promise.all(
      [one, two, one, two].map((gateway) => gateway.signIn('auth0|ida', claims)),
    );
    expect(new Set(answers.map(({ tenant_id }) => tenant_id)).size).toBe(1);
    expect(answers.every(({ statuses }) => statuses.at(-1) === 200)).toBe(true);
    const { access } = one.registry;
    await vi.waitFor(() => {
      expect(access.membershipsOfUser('auth0|ida')).toHaveLength(1);
    }, patience);
    expect(access.user('auth0|ida')).toMatchObject({ sub: 'auth0|ida', email: 'ida@example.org' });
  });

  it('replicates both tables both ways, with own edits that leave no conflict, and two gateways agree', async () => {
    const { token, tenant_id, statuses } = await one.signIn('auth0|ada', { name: 'Ada' });
    expect(statuses).toEqual([401, 200]);
    const users = far(one, '__users', token);
    const mine = local();
    await pull(users, mine);
    const id = 'user_auth0|ada';
    const first = await read(mine, id);
    expect(first).toMatchObject({
      sub: 'auth0|ada',
      name: 'Ada',
      active_tenant_id: `tenant_${tenant_id}`,
      tenants: [{ tenantId: `tenant_${tenant_id}`, role: 'owner', personal: true }],
    });

    // Three edits offline are one push, and part of the line.
    for (const name of ['Ada L', 'Ada Lo', 'Ada Lovelace']) {
      await mine.put({ ...(await read(mine, id)), name });
    }
    const pushed = (await read(mine, id))._rev;
    await pull(mine, users);
    await pull(users, mine);
    const after = await read(mine, id);
    expect(after).toMatchObject({ name: 'Ada Lovelace' });
    expect(Number.parseInt(after._rev, 10)).toBeGreaterThan(Number.parseInt(pushed, 10));
    expect(await leaves(mine)).toEqual(await leaves(users));
    expect((await leaves(mine))[0]?.revs).toHaveLength(1);

    await vi.waitFor(async () => {
      const other = far(two, '__users', token);
      expect(await read(other, id)).toEqual(await read(users, id));
      expect(await leaves(other)).toEqual(await leaves(users));
    }, patience);

    // A tenant that was made offline, under an id of the replica's own choosing.
    const tenants = far(one, '__tenants', token);
    const myTenants = local();
    await pull(tenants, myTenants);
    const band = 'tenant_7f0c4b5e-6c1d-4a44-9f0e-3b1f8f0d2c11';
    await myTenants.put({ _id: band, type: 'tenant', name: 'The Band' });
    await pull(myTenants, tenants);
    await pull(tenants, myTenants);
    expect(await read(myTenants, band)).toMatchObject({ name: 'The Band', userId: id });
    expect(await leaves(myTenants)).toEqual(await leaves(tenants));
    expect((await leaves(myTenants)).every(({ revs }) => revs.length === 1)).toBe(true);

    // What may not be is refused, told, and gone from the replica with the next pull.
    await mine.put({ ...(await read(mine, id)), sub: 'auth0|somebody' });
    const refused = z.looseObject({ doc_write_failures: z.number(), errors: z.array(z.unknown()) });
    expect(refused.parse(await PouchDB.replicate(mine, users, once))).toMatchObject({
      doc_write_failures: 1,
      errors: [{ name: 'forbidden' }],
    });
    await pull(users, mine);
    expect(await read(mine, id)).toMatchObject({ sub: 'auth0|ada', name: 'Ada Lovelace' });
    expect(await leaves(mine)).toEqual(await leaves(users));
    expect(
      z
        .looseObject({ docs_written: z.literal(0) })
        .parse(await PouchDB.replicate(mine, users, once)),
    ).toBeDefined();
  }, 60_000);

  it('replicates live through a killed server, removes what was lost and brings back what was regained', async () => {
    const ben = await one.signIn('auth0|ben', { email: 'ben@example.org', email_verified: true });
    const cyd = await two.signIn('auth0|cyd', { email: 'cyd@example.org', email_verified: true });
    const benTenants = far(one, '__tenants', ben.token);
    const mine = local();
    const errors: unknown[] = [];
    for (const replication of [
      PouchDB.replicate(benTenants, mine, live),
      PouchDB.replicate(mine, benTenants, live),
    ]) {
      void replication.on('error', (error) => errors.push(error)).catch(() => undefined);
      running.push(replication);
    }
    const shared = `tenant_${cyd.tenant_id}`;
    const people = [{ address: 'ben@example.org', name: '' }];
    const add = addPeople({ tenantIds: [cyd.tenant_id], people, role: 'viewer', furtherRoles: [] });
    const both = { tenantId: cyd.tenant_id, userId: 'auth0|ben' };
    await vi.waitFor(() => {
      expect(one.registry.access.tenant(cyd.tenant_id)).not.toBeNull();
      expect(two.registry.access.user('auth0|ben')).not.toBeNull();
    }, patience);
    await two.registry.execute(add, 'operator');
    await vi.waitFor(async () => {
      expect((await read(mine, shared))['userIds']).toContain('user_auth0|ben');
    }, patience);
    const before = await read(mine, shared);

    await server.kill?.();
    await server.restart?.();
    await vi.waitFor(() => two.registry.execute(removeMember(both), 'operator'), patience);
    await vi.waitFor(async () => {
      await expect(mine.get(shared)).rejects.toMatchObject({ status: 404 });
    }, patience);
    // A replica that was away the whole time.
    const away = local();
    await pull(benTenants, away);
    expect((await leaves(away)).find(({ id }) => id === shared)?.deleted).toBe(true);

    await two.registry.execute(restoreMember(both), 'operator');
    await vi.waitFor(async () => {
      const back = await read(mine, shared);
      expect(Number.parseInt(back._rev, 10)).toBeGreaterThan(Number.parseInt(before._rev, 10));
    }, patience);
    await pull(benTenants, away);
    await vi.waitFor(async () => {
      expect(await leaves(mine)).toEqual(await leaves(benTenants));
    }, patience);
    expect(await leaves(away)).toEqual(await leaves(mine));
    expect(await leaves(far(two, '__tenants', ben.token))).toEqual(await leaves(mine));
    expect(errors).toEqual([]);
  }, 90_000);
});
