import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { observe } from '../../src/main/provisioning/observe.ts';
import { makeCredential } from '../../src/main/provisioning/password.ts';
import { overrideDocumentId, type Override } from '../../src/shared/documents/override.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { makePlan } from '../../src/shared/planning/make-plan.ts';
import { secondUsername } from '../../src/shared/tenant-names.ts';
import { restored, withdrawn } from '../support/fleet.ts';
import { newTenant, snapshotOf, specificationOn, type Wish } from '../support/specification.ts';

let on: ReturnType<typeof specificationOn>;

beforeAll(() => {
  on = specificationOn(inject('couchdb'));
});
afterAll(async () => {
  await on.transport.close();
});

const hasIndexes = inject('couchdb').kind !== 'practice';

describe('a whole specification on a server', () => {
  it.runIf(hasIndexes)('makes designs, indexes and limits, and mends them', async () => {
    const wish = await newTenant();
    const sales = `/shop_${wish.key}_sales`;
    const made = await on.settle(wish);
    const contents = [
      `design.write ${sales.slice(1)}/_design/reports`,
      `index.write ${sales.slice(1)}/by-day`,
      `index.write ${sales.slice(1)}/open`,
      `limit.write ${sales.slice(1)}`,
    ];
    expect(made).toEqual(expect.arrayContaining(contents));
    expect((await on.admin('GET', `${sales}/_revs_limit`)).body).toBe(50);
    const query = {
      selector: { day: '2026-01-01' },
      use_index: ['mycouch-index-by-day', 'by-day'],
    };
    expect((await on.admin('POST', `${sales}/_explain`, query)).body).toMatchObject({
      index: { ddoc: '_design/mycouch-index-by-day', name: 'by-day' },
    });

    // By hand: a design edited, an index replaced by a view, an index with other fields, another limit.
    await on.replace(`${sales}/_design/reports`, {
      language: 'javascript',
      note: 'by hand',
    });
    await on.replace(`${sales}/_design/mycouch-index-by-day`, {
      language: 'javascript',
      views: {},
    });
    const other = { index: { fields: ['till'] }, ddoc: 'mycouch-index-open', name: 'open' };
    expect((await on.admin('POST', `${sales}/_index`, other)).status).toBe(200);
    expect((await on.admin('PUT', `${sales}/_revs_limit`, 3)).status).toBe(200);
    expect((await on.settle(wish)).toSorted()).toEqual(contents.toSorted());

    const path = `${sales}/_design/mycouch-index-open`;
    await on.admin('DELETE', `${path}?rev=${await on.revision(path)}`);
    expect(await on.settle(wish)).toEqual([`index.write ${sales.slice(1)}/open`]);

    // The next version of the blueprint changes all but that one.
    expect((await on.settle({ ...wish, version: 2 })).toSorted()).toEqual(
      contents.filter((id) => !id.endsWith('/open')).toSorted(),
    );
    expect((await on.admin('GET', `${sales}/_revs_limit`)).body).toBe(100);
    // Who still has the blueprint of before leaves the newer design alone.
    const older = (await on.planned(wish)).operations.map(({ id }) => id);
    expect(older).not.toContain(`design.write ${sales.slice(1)}/_design/reports`);
  });
});

describe.runIf(hasIndexes)('what a tenant is on a server', () => {
  it('lets in whom an override names while it is active, and nobody after', async () => {
    const wish = await newTenant();
    const database = `shop_${wish.key}_sales`;
    const boss = `boss-${wish.key}`;
    const { password, hash } = await makeCredential(randomBytes);
    await on.admin('PUT', `/_users/org.couchdb.user:${boss}`, {
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
    const read = async () => (await on.account(wish, boss, password)('GET', `/${database}`)).status;
    await on.settle(wish);
    expect(await read()).toBe(403);
    const adopted = { ...wish.tenant, generation: 2 };
    await on.settle({ ...wish, tenant: adopted, override });
    expect(await read()).toBe(200);
    expect((await on.account(wish, boss, password)('GET', `/shop_${wish.key}_users`)).status).toBe(
      403,
    );
    await on.settle({ ...wish, tenant: withdrawn(adopted), override });
    expect(await read()).toBe(403);
    await on.settle({ ...wish, tenant: restored(withdrawn(adopted)), override });
    expect(await read()).toBe(200);
  });

  it('refuses what would add to a tenant over its quota, and lets it delete', async () => {
    const wish = await newTenant();
    await on.settle(wish);
    const sync = on.account(wish, `shop_${wish.key}_sync`);
    const path = `/shop_${wish.key}_products`;
    const doc = { tenant_id: wish.tenant.tenant_id };
    expect((await sync('PUT', `${path}/a`, doc)).status).toBe(201);
    expect((await sync('PUT', `${path}/b`, doc)).status).toBe(201);

    const full = { ...wish.tenant, overQuota: true, generation: 2 };
    expect(await on.settle({ ...wish, tenant: full })).toHaveLength(3);
    expect((await sync('PUT', `${path}/c`, doc)).status).toBe(403);
    const remove = async (id: string) =>
      (await sync('DELETE', `${path}/${id}?rev=${await on.revision(`${path}/${id}`)}`)).status;
    expect(await remove('a')).toBe(200);

    await on.settle({ ...wish, tenant: { ...full, readOnly: true, generation: 3 } });
    expect(await remove('b')).toBe(403);
    await on.settle({ ...wish, tenant: { ...wish.tenant, generation: 4 } });
    expect((await sync('PUT', `${path}/c`, doc)).status).toBe(201);
  });

  it('keeps what others put into a user document', async () => {
    const wish = await newTenant();
    await on.settle(wish);
    const username = `shop_${wish.key}_sync`;
    const path = `/_users/org.couchdb.user:${username}`;
    const first = z.looseObject({}).parse((await on.admin('GET', path)).body);
    await on.admin('PUT', path, { ...first, totp: { key: 'JBSWY3DPEHPK3PXP' }, note: 'till 4' });
    const kept = { totp: { key: 'JBSWY3DPEHPK3PXP' }, note: 'till 4' };

    await on.settle({ ...wish, tenant: withdrawn(wish.tenant) });
    expect((await on.admin('GET', path)).body).toMatchObject({ ...kept, roles: [] });
    const back = restored(withdrawn(wish.tenant));
    // The plan is older than somebody's next edit of the document.
    const plan = await on.planned({ ...wish, tenant: back });
    const found = z.looseObject({}).parse((await on.admin('GET', path)).body);
    await on.admin('PUT', path, { ...found, note: 'till 5' });
    expect((await on.run(plan)).failed).toBe(0);
    const after = (await on.admin('GET', path)).body;
    expect(after).toMatchObject({ ...kept, note: 'till 5', name: username });
    expect(after).toHaveProperty('roles.1');
  });

  it('puts a password back that was replaced by hand', async () => {
    const wish = await newTenant();
    await on.settle(wish);
    const username = `shop_${wish.key}_sync`;
    const path = `/_users/org.couchdb.user:${username}`;
    const info = `/shop_${wish.key}_users`;
    const document = z.looseObject({}).parse((await on.admin('GET', path)).body);
    await on.admin('PUT', path, { ...document, password: 'intruder' });
    expect((await on.account(wish, username, 'intruder')('GET', info)).status).toBe(200);

    const spec = desired(snapshotOf(wish), 'server_none');
    const state = await observe(on.transport, spec);
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
    await on.admin('PUT', path, {
      ...z.looseObject({}).parse((await on.admin('GET', path)).body),
      n: 1,
    });
    expect((await on.run(plan)).failed).toBe(0);
    expect((await on.account(wish, username, 'intruder')('GET', info)).status).toBe(401);
    expect((await on.account(wish, username)('GET', info)).status).toBe(200);
  });

  it('lets both names of an account in while its overlap lasts, and the older one no longer after', async () => {
    const wish = await newTenant();
    await on.settle(wish);
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
    const newer = on.account(wish, secondUsername(username), password);
    const older = on.account(wish, username);
    expect(await on.settle(rotated(false))).toContain(`user.write ${secondUsername(username)}`);
    expect((await newer('GET', info)).status).toBe(200);
    expect((await older('GET', info)).status).toBe(200);
    expect(await on.settle(rotated(true))).toContain(`user.write ${username}`);
    expect((await newer('GET', info)).status).toBe(200);
    expect((await older('GET', info)).status).toBe(403);
  });
});
