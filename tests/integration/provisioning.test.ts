import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTransport } from '../../src/couch/create-transport.ts';
import type { Transport } from '../../src/couch/transport.ts';
import { apply } from '../../src/main/provisioning/apply.ts';
import { observe } from '../../src/main/provisioning/observe.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { makePlan } from '../../src/shared/planning/make-plan.ts';
import type { ApplyReport, Plan } from '../../src/shared/planning/plan.ts';
import type { RegistrySnapshot } from '../../src/shared/registry-snapshot.ts';
import { fingerprint, rawClient, type RawClient } from '../support/couchdb-client.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import {
  type Fleet,
  fleetSnapshot,
  fleetTenant,
  makeFleet,
  restored,
  withdrawn,
} from '../support/fleet.ts';
import { pollute, type Remains } from '../support/pollute.ts';
import { systemClock } from '../support/registry-samples.ts';

let server: CouchDbAddress;
let transport: Transport;
let admin: RawClient;
let anonymous: RawClient;
let remains: Remains;
let fleet: Fleet;
const run = randomUUID().slice(0, 8);
const keys = Array.from({ length: 30 }, (_, index) => `t${run}-${String(index)}`);

const plan = async (snapshot: RegistrySnapshot): Promise<Plan> => {
  const spec = desired(snapshot, 'server_none');
  const state = await observe(transport, spec);
  return makePlan({
    id: randomUUID(),
    madeAt: new Date().toISOString(),
    registrySeq: 1,
    spec,
    state,
    drift: [],
    wishes: new Map(),
  });
};
const applied = async (snapshot: RegistrySnapshot): Promise<ApplyReport> =>
  apply(transport, await plan(snapshot), { clock: systemClock, mayGoOn: () => null });

const tenantAt = (index: number): Tenant => {
  const tenant = fleet.tenants[index];
  if (tenant === undefined) throw new Error(`no tenant ${String(index)}`);
  return tenant;
};
const account = (tenant: Tenant, name: string): RawClient => {
  const username = `shop_${tenant.key}_${name}`;
  return rawClient(server, { username, password: fleet.passwords.get(username) ?? 'none' });
};
const products = (tenant: Tenant): string => `/shop_${tenant.key}_products`;

describe.each([...inject('couchdbs')])(
  'provisioning a fleet on a server with a past ($kind)',
  (address) => {
    beforeAll(async () => {
      server = address;
      transport = createTransport({
        url: server.url,
        credentials: server,
        clock: systemClock,
        random: Math.random,
      });
      admin = rawClient(server, server);
      anonymous = rawClient(server, null);
      remains = await pollute(server);
      fleet = await makeFleet(keys);
    });
    afterAll(async () => {
      await transport.close();
    });

    it('makes everything, leaves the rest as it was, and finds nothing to do afterwards', async () => {
      const before = await Promise.all(remains.databases.map((name) => fingerprint(admin, name)));
      const usersBefore = await Promise.all(
        remains.users.map((name) =>
          admin('GET', `/_users/org.couchdb.user:${encodeURIComponent(name)}`),
        ),
      );

      const watched = new Map<string, number>();
      const watch = { on: true };
      const watcher = (async () => {
        while (watch.on) {
          for (const tenant of fleet.tenants.slice(0, 10)) {
            const { status } = await anonymous('GET', `${products(tenant)}/_all_docs`);
            watched.set(String(status), (watched.get(String(status)) ?? 0) + 1);
          }
        }
      })();
      const outcomes: string[] = [];
      const first = await plan(fleetSnapshot(fleet));
      const report = await apply(transport, first, {
        clock: systemClock,
        mayGoOn: () => null,
        onOutcome: ({ id, outcome }) => {
          outcomes.push(`${outcome} ${id}`);
        },
      });
      watch.on = false;
      await watcher;

      expect(report.outcomes.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
      expect(report.applied).toBe(30 * (3 * 3 + 2));
      expect(outcomes.toSorted()).toEqual(
        first.operations.map(({ id }) => `done ${id}`).toSorted(),
      );
      expect([...watched.keys()].filter((status) => status !== '401' && status !== '404')).toEqual(
        [],
      );

      const again = await plan(fleetSnapshot(fleet));
      expect(again.operations).toEqual([]);
      expect(again.refusals).toEqual([]);
      expect(again.unmanagedDatabases).toEqual(expect.arrayContaining([...remains.databases]));

      const after = await Promise.all(remains.databases.map((name) => fingerprint(admin, name)));
      expect(after).toEqual(before);
      const usersAfter = await Promise.all(
        remains.users.map((name) =>
          admin('GET', `/_users/org.couchdb.user:${encodeURIComponent(name)}`),
        ),
      );
      expect(usersAfter).toEqual(usersBefore);
    });

    it('applies the very same plan twice without changing anything', async () => {
      const before = await fingerprint(admin, products(tenantAt(0)).slice(1));
      const first = await plan(
        fleetSnapshot(fleet, [{ ...tenantAt(0), readOnly: true, generation: 2 }]),
      );
      expect(first.operations.map(({ kind }) => kind)).toEqual(Array(3).fill('security.write'));
      expect(
        (await apply(transport, first, { clock: systemClock, mayGoOn: () => null })).failed,
      ).toBe(0);
      expect(
        (await apply(transport, first, { clock: systemClock, mayGoOn: () => null })).failed,
      ).toBe(0);
      const back = { ...tenantAt(0), generation: 3 };
      expect((await applied(fleetSnapshot(fleet, [back]))).failed).toBe(0);
      expect(await fingerprint(admin, products(tenantAt(0)).slice(1))).toBe(
        before.replace('"generation":1', '"generation":3'),
      );
      fleet = { ...fleet, tenants: fleet.tenants.map((t, index) => (index === 0 ? back : t)) };
    });

    it('lets an account into its own databases and nowhere else', async () => {
      const mine = tenantAt(1);
      const other = tenantAt(2);
      const sync = account(mine, 'sync');
      const put = (path: string, body: unknown) => sync('PUT', path, body);
      expect((await put(`${products(mine)}/a`, { tenant_id: mine.tenant_id })).status).toBe(201);
      expect((await put(`${products(mine)}/b`, { shopId: mine.tenant_id })).status).toBe(201);
      expect((await sync('GET', `${products(mine)}/a`)).status).toBe(200);
      expect((await put(`${products(mine)}/c`, { tenant_id: other.tenant_id })).status).toBe(403);
      expect((await put(`${products(mine)}/d`, { name: 'no field' })).status).toBe(403);
      expect((await sync('GET', `${products(other)}/_all_docs`)).status).toBe(403);
      expect((await put(`${products(other)}/a`, { tenant_id: other.tenant_id })).status).toBe(403);
      expect((await put(`${products(other)}/_security`, {})).status).toBe(403);
      const mySecurity = await put(`${products(mine)}/_security`, {});
      expect(mySecurity.status).toBeGreaterThanOrEqual(400);
      expect((await account(mine, 'admin')('GET', `${products(mine)}/a`)).status).toBe(200);
      expect((await anonymous('GET', `${products(mine)}/a`)).status).toBe(401);
    });

    it('does not take the server’s own re-hashing after a login for a difference', async () => {
      const user = `/_users/org.couchdb.user:shop_${tenantAt(3).key}_sync`;
      const before = await admin('GET', user);
      expect((await account(tenantAt(3), 'sync')('GET', products(tenantAt(3)))).status).toBe(200);
      if (server.kind !== 'practice') {
        await expect.poll(() => admin('GET', user), { timeout: 20_000 }).not.toEqual(before);
      }
      expect((await plan(fleetSnapshot(fleet))).operations).toEqual([]);
    });

    it('refuses a suspended tenant at once, and gives back exactly what was', async () => {
      const tenant = tenantAt(4);
      const sync = account(tenant, 'sync');
      const path = `${products(tenant)}/kept`;
      expect((await sync('PUT', path, { tenant_id: tenant.tenant_id })).status).toBe(201);

      const suspended = withdrawn(tenant);
      const report = await applied(fleetSnapshot(fleet, [suspended]));
      expect(report).toMatchObject({ applied: 5, failed: 0, skipped: 0 });
      expect((await sync('GET', path)).status).toBe(403);
      expect((await sync('PUT', `${path}2`, { tenant_id: tenant.tenant_id })).status).toBe(403);
      expect((await plan(fleetSnapshot(fleet, [suspended]))).operations).toEqual([]);

      const active = restored(suspended);
      expect((await applied(fleetSnapshot(fleet, [active]))).failed).toBe(0);
      // CouchDB keeps users in a cache, and just started needs seconds until it follows their changes.
      await expect
        .poll(async () => (await sync('GET', path)).status, { timeout: 30_000 })
        .toBe(200);
      expect((await sync('PUT', `${path}2`, { tenant_id: tenant.tenant_id })).status).toBe(201);
      expect((await plan(fleetSnapshot(fleet, [active]))).operations).toEqual([]);

      // An older laptop that never heard of it changes nothing.
      const old = await plan(fleetSnapshot(fleet));
      expect(old.operations).toEqual([]);
      expect(old.refusals).toMatchObject([
        { reason: 'newer-generation', tenantId: tenant.tenant_id },
      ]);
      fleet = { ...fleet, tenants: fleet.tenants.map((t) => (t === tenant ? active : t)) };
    });

    it('stops a plan that became old between looking and writing', async () => {
      const tenant = tenantAt(5);
      const slow = await plan(fleetSnapshot(fleet, [{ ...tenant, readOnly: true, generation: 2 }]));
      const newer = withdrawn({ ...tenant, generation: 7 });
      await applied(fleetSnapshot(fleet, [newer]));
      const report = await apply(transport, slow, { clock: systemClock, mayGoOn: () => null });
      expect(report.outcomes.map((outcome) => 'code' in outcome && outcome.code)).toEqual(
        Array(3).fill('plan-stale'),
      );
      expect((await account(tenant, 'sync')('GET', products(tenant))).status).toBe(403);
      fleet = { ...fleet, tenants: fleet.tenants.map((t) => (t === tenant ? newer : t)) };
    });

    it('repairs a database that was made public and lost its marker by hand', async () => {
      const tenant = tenantAt(6);
      await admin('PUT', `${products(tenant)}/_security`, {});
      expect((await anonymous('GET', `${products(tenant)}/_all_docs`)).status).toBe(200);
      const report = await applied(fleetSnapshot(fleet));
      expect(report.outcomes).toEqual([
        { id: `security.write ${products(tenant).slice(1)}`, outcome: 'done' },
      ]);
      expect((await anonymous('GET', `${products(tenant)}/_all_docs`)).status).toBe(401);
    });

    it('refuses a tenant whose names are taken by something it did not make', async () => {
      const database = fleetTenant(`x${run}-db`);
      const user = fleetTenant(`x${run}-user`);
      const strangers = await makeFleet([database.key, user.key]);
      await admin('PUT', `/shop_${database.key}_sales`);
      await admin('PUT', `/shop_${database.key}_sales/doc`, { by: 'hand' });
      await admin('PUT', `/_users/org.couchdb.user:shop_${user.key}_admin`, {
        name: `shop_${user.key}_admin`,
        type: 'user',
        roles: [],
        password: 'by hand',
      });
      const before = await fingerprint(admin, `shop_${database.key}_sales`);
      const planned = await plan(fleetSnapshot(strangers));
      expect(planned.operations).toEqual([]);
      expect(planned.refusals.map(({ reason }) => reason).toSorted()).toEqual([
        'database-unmanaged',
        'user-unmanaged',
      ]);
      expect(await fingerprint(admin, `shop_${database.key}_sales`)).toBe(before);
    });

    it('changes nothing on another server than the one planned for', async () => {
      const planned = await plan(fleetSnapshot(await makeFleet([`y${run}`])));
      const elsewhere = { ...planned, couchdbUuid: 'f'.repeat(32) };
      await expect(
        apply(transport, elsewhere, { clock: systemClock, mayGoOn: () => null }),
      ).rejects.toMatchObject({
        code: 'plan-stale',
      });
      expect((await admin('GET', `/shop_y${run}_products`)).status).toBe(404);
    });

    it('can be cancelled anywhere, says what it did, and is healed by the next plan', async () => {
      const more = await makeFleet(
        Array.from({ length: 24 }, (_, index) => `z${run}-${String(index)}`),
      );
      for (const stopAfter of [1, 40, 40]) {
        const planned = await plan(fleetSnapshot(more));
        const control = new AbortController();
        let seen = 0;
        const report = await apply(transport, planned, {
          clock: systemClock,
          mayGoOn: () => null,
          signal: control.signal,
          onOutcome: () => {
            seen += 1;
            if (seen === stopAfter) control.abort();
          },
        });
        expect(report.cancelled).toBe(true);
        expect(report.skipped).toBeGreaterThan(0);
        expect(report.applied + report.failed + report.skipped).toBe(planned.operations.length);
        const next = await plan(fleetSnapshot(more));
        const open = new Set(next.operations.map(({ id }) => id));
        for (const { id, outcome } of report.outcomes) {
          if (outcome !== 'failed') expect(open.has(id), id).toBe(outcome === 'skipped');
        }
      }
      expect((await applied(fleetSnapshot(more))).failed).toBe(0);
      expect((await plan(fleetSnapshot(more))).operations).toEqual([]);
    });
  },
);
