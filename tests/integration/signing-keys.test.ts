import { randomUUID } from 'node:crypto';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SigningKey } from '../../src/shared/documents/signing-key.ts';
import { signingKeyDocumentId } from '../../src/shared/documents/signing-key.ts';
import { databaseRole } from '../../src/shared/naming.ts';
import { apply } from '../../src/main/provisioning/apply.ts';
import { observe } from '../../src/main/provisioning/observe.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { makePlan } from '../../src/shared/planning/make-plan.ts';
import type { Plan } from '../../src/shared/planning/plan.ts';
import { readRole } from '../../src/shared/naming.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { findCouchDb, startCouchDb } from '../support/couchdb-server.ts';
import { systemClock } from '../support/registry-samples.ts';
import { newTenant, snapshotOf, specificationOn, type Wish } from '../support/specification.ts';

const now = '2026-03-01T12:00:00.000Z';
const choice = await findCouchDb({ ...process.env, COUCHDB_URL: '' });

let server: CouchDbServer;
let on: ReturnType<typeof specificationOn>;

const makeKey = async (kid: string) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const document: SigningKey = {
    _id: signingKeyDocumentId(kid),
    type: 'signing_key',
    kid,
    gateway: 'g1',
    alg: 'ES256',
    public_key: await exportSPKI(publicKey),
    state: 'next',
    activatedAt: null,
    retiringAt: null,
    retiredAt: null,
    createdAt: now,
    createdBy: 'g1',
    updatedAt: now,
    updatedBy: 'g1',
  };
  const token = (roles: readonly string[]) =>
    new SignJWT({ '_couchdb.roles': roles })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setSubject('apikey:k1')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(privateKey);
  return { document, token };
};
const planFor = async (
  wish: Wish,
  keys: readonly SigningKey[],
  jwtHandler?: 'off',
): Promise<Plan> => {
  const snapshot = { ...snapshotOf(wish), signingKeys: new Map(keys.map((key) => [key.kid, key])) };
  const spec = {
    ...desired(snapshot, 'server_none'),
    ...(jwtHandler === undefined ? {} : { jwtHandler }),
  };
  const state = await observe(on.transport, spec);
  return makePlan({
    id: randomUUID(),
    madeAt: now,
    registrySeq: 1,
    spec,
    state,
    drift: [],
    wishes: new Map(),
  });
};
const run = (plan: Plan) => apply(on.transport, plan, { clock: systemClock, mayGoOn: () => null });
const serverOnly = (plan: Plan) =>
  plan.operations.filter(({ tenantId }) => tenantId === 'server').map(({ kind }) => kind);
const config = (path: string): string => `/_node/_local/_config/${path}`;
const ask = async (path: string, token: string, body?: object): Promise<number> => {
  const answer = await fetch(`${server.url}${path}`, {
    method: body === undefined ? 'GET' : 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.arrayBuffer();
  return answer.status;
};

describe.runIf(choice.kind === 'private')('signing keys on a server (K6)', () => {
  beforeAll(async () => {
    server = await startCouchDb(choice);
    on = specificationOn(server);
  });
  afterAll(async () => {
    await on.transport.close();
    await server.stop();
  });

  it('are installed, looked at, replaced and taken away, and nothing of anybody else’s is touched', async () => {
    const wish = await newTenant();
    const first = await makeKey('k1');
    const foreign = (await makeKey('theirs')).document.public_key.trim().replaceAll('\n', '\\n');
    expect((await on.admin('PUT', config('jwt_keys/ec:theirs'), foreign)).status).toBe(200);
    expect((await on.admin('PUT', config('jwt_keys/hmac:theirs'), 'c2VjcmV0')).status).toBe(200);

    const plan = await planFor(wish, [first.document]);
    expect(serverOnly(plan)).toEqual(['jwtkey.write', 'handlers.write']);
    expect(JSON.stringify(plan)).not.toContain('c2VjcmV0');
    expect(await run(plan)).toMatchObject({ failed: 0, skipped: 0 });
    expect((await planFor(wish, [first.document])).operations).toEqual([]);
    // What restarted the listener is as it was.
    expect((await on.admin('GET', config('chttpd/server_options'))).status).toBe(404);

    const { tenant_id, epoch } = wish.tenant;
    const whole = await first.token([readRole(tenant_id, epoch)]);
    const [products, sales] = [`/shop_${wish.key}_products`, `/shop_${wish.key}_sales`];
    expect(await ask(products, whole)).toBe(200);
    // For one database alone: CouchDB itself keeps the holder out of the others.
    const scoped = await first.token([
      databaseRole(tenant_id, epoch, 'products'),
      `${readRole(tenant_id, epoch)}:w`,
    ]);
    const document = { tenant_id, kind: 'product' };
    expect(await ask(`${products}/p1`, scoped, document)).toBe(201);
    expect(await ask(`${products}/p1`, scoped)).toBe(200);
    expect(await ask(sales, scoped)).toBe(403);
    expect(await ask(`${sales}/s1`, scoped, document)).toBe(403);
    const reader = await first.token([databaseRole(tenant_id, epoch, 'products')]);
    expect(await ask(`${products}/p2`, reader, document)).toBe(403);
    const older = await first.token([databaseRole(tenant_id, epoch + 1, 'products')]);
    expect(await ask(products, older)).toBe(403);

    // Another key comes, the old one goes: between the two both count.
    const second = await makeKey('k2');
    const retiring = { ...first.document, state: 'retiring' as const };
    const both = [retiring, second.document];
    const rotation = await planFor(wish, both);
    expect(serverOnly(rotation)).toEqual(['jwtkey.write']);
    await run(rotation);
    expect(await ask(products, whole)).toBe(200);
    const newer = await second.token([readRole(tenant_id, epoch)]);
    expect(await ask(products, newer)).toBe(200);
    const retired = [{ ...retiring, state: 'retired' as const }, second.document];
    const end = await planFor(wish, retired);
    expect(end.operations.map(({ kind }) => kind)).toEqual(['jwtkey.delete']);
    await run(end);
    expect(await ask(products, whole)).toBe(400);
    expect(await ask(products, newer)).toBe(200);
    expect((await planFor(wish, retired)).operations).toEqual([]);
    expect((await on.admin('GET', config('jwt_keys'))).body).toMatchObject({
      'ec:theirs': foreign,
      'hmac:theirs': 'c2VjcmV0',
    });
  });

  it('count no more once the handler is taken away again, and the setting is as it was before', async () => {
    const wish = await newTenant();
    const { document, token } = await makeKey('k4');
    const path = config('chttpd/authentication_handlers');
    await run(await planFor(wish, [document]));
    const products = `/shop_${wish.key}_products`;
    const { tenant_id, epoch } = wish.tenant;
    const bearer = await token([readRole(tenant_id, epoch)]);
    expect(await ask(products, bearer)).toBe(200);
    // A server that has options of its own keeps them, but for a blank.
    const options = '[{recbuf, undefined}, {acceptor_pool_size, 16}]';
    await on.admin('PUT', config('chttpd/server_options'), options);
    await expect.poll(() => ask('/', bearer).catch(() => 0)).toBe(200);
    const off = await planFor(wish, [document], 'off');
    expect(off.operations).toMatchObject([{ kind: 'handlers.write', value: null }]);
    expect(await run(off)).toMatchObject({ applied: 1, failed: 0 });
    expect((await on.admin('GET', path)).status).toBe(404);
    expect((await on.admin('GET', config('chttpd/server_options'))).body).toBe(
      options.replace('[', '[ '),
    );
    expect(await ask(products, bearer)).toBe(401);
    expect((await planFor(wish, [document], 'off')).operations).toEqual([]);
  });

  it('leave the handlers as they were where somebody else changed them meanwhile', async () => {
    const wish = await newTenant();
    const { document } = await makeKey('k3');
    const path = config('chttpd/authentication_handlers');
    const cookie =
      '{chttpd_auth, cookie_authentication_handler}, {chttpd_auth, default_authentication_handler}';
    await on.admin('PUT', path, cookie);
    const plan = await planFor(wish, [document]);
    expect(plan.operations.find(({ kind }) => kind === 'handlers.write')).toMatchObject({
      before: cookie,
    });
    const theirs = '{chttpd_auth, default_authentication_handler}';
    await on.admin('PUT', path, theirs);
    const report = await run(plan);
    expect(report.outcomes.find(({ id }) => id.startsWith('handlers.write'))).toMatchObject({
      outcome: 'failed',
      code: 'plan-stale',
    });
    expect((await on.admin('GET', path)).body).toBe(theirs);
    await on.admin('DELETE', path);
  });
});
