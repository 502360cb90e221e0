import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Console } from '../../src/main/console/ports.ts';
import { rolesFor, type Access } from '../../src/shared/naming.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { findCouchDb, startCouchDb } from '../support/couchdb-server.ts';
import { startJwtIssuer, type JwtIssuer } from '../support/jwt-issuer.ts';
import {
  openTestConsole,
  reveal,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

/** Milliseconds after an apply within which everything of an older epoch must be refused. */
const atOnce = 1000;

const choice = await findCouchDb(process.env);

/** The practice server knows no JWT, and a server of somebody else's is not reconfigured. */
describe.runIf(choice.kind === 'private')('an epoch on a real CouchDB', () => {
  let server: CouchDbServer;
  let issuer: JwtIssuer;
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let console: Console;
  let alpha = '';
  let beta = '';

  beforeAll(async () => {
    server = await startCouchDb(choice);
    issuer = await startJwtIssuer(server);
    directory = await temporaryDirectory('epochs');
    console = await openTestConsole(directory.path);
    alpha = (await console.api.tenants.create(tenantForm('alpha'))).id;
    beta = (await console.api.tenants.create(tenantForm('beta'))).id;
    await console.api.connection.connect({
      url: server.url,
      username: server.username,
      password: server.password,
    });
    await syncStatus(console, ({ state }) => state === 'synced');
    await apply();
  });
  afterAll(async () => {
    await console.close();
    await directory.remove();
    await server.stop();
  });

  /** Makes the server what the registry says; answers the moment at which that was so. */
  async function apply(): Promise<number> {
    const plan = await console.api.plan.make(undefined);
    expect(plan.refusals).toEqual([]);
    const report = await console.api.plan.apply({ planId: plan.id });
    expect(report).toMatchObject({ failed: 0, skipped: 0, applied: plan.operations });
    return performance.now();
  }

  type Headers = Readonly<Record<string, string>>;
  const bearer = async (tenantId: string, epoch: number, access: Access): Promise<Headers> => ({
    authorization: `Bearer ${await issuer.token(`issuer:${access}`, rolesFor(access, tenantId, epoch))}`,
  });
  const basic = (username: string, password: string): Headers => ({
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  });
  const account = async (tenantId: string, name: 'sync' | 'admin' = 'sync'): Promise<Headers> => {
    const { username, password } = await reveal(console, tenantId, name, server.password);
    return basic(username, password);
  };
  async function cookie(tenantId: string): Promise<Headers> {
    const { username, password } = await reveal(console, tenantId, 'sync', server.password);
    const answer = await fetch(`${server.url}/_session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: username, password }),
    });
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
    return { cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  }

  const databases = (key: string): readonly string[] =>
    ['products', 'sales', 'users'].map((name) => `/shop_${key}_${name}`);
  async function status(headers: Headers, path: string, body?: object): Promise<number> {
    const answer = await fetch(`${server.url}${path}`, {
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'PUT', body: JSON.stringify(body) }),
    });
    await answer.body?.cancel();
    return answer.status;
  }
  /** The answers of all databases of a tenant, each a different status once. */
  async function statuses(headers: Headers, key: string): Promise<readonly number[]> {
    const all = await Promise.all(
      databases(key).map((path) => status(headers, `${path}/_all_docs`)),
    );
    return [...new Set(all)];
  }
  let documents = 0;
  const write = (headers: Headers, key: string, tenantId: string) => {
    documents += 1;
    return status(headers, `/shop_${key}_sales/d${String(documents)}`, { tenant_id: tenantId });
  };
  const epoch = async (id: string) => (await console.api.tenants.get({ id })).epoch;

  it('refuses every older token and account at once after a suspension, in every database', async () => {
    const first = await epoch(alpha);
    const callers = {
      reader: await bearer(alpha, first, 'read'),
      writer: await bearer(alpha, first, 'write'),
      account: await account(alpha),
      admin: await account(alpha, 'admin'),
      session: await cookie(alpha),
    };
    const others = {
      token: await bearer(beta, await epoch(beta), 'write'),
      account: await account(beta),
    };
    for (const headers of [...Object.values(callers)]) {
      expect(await statuses(headers, 'alpha')).toEqual([200]);
    }
    expect(await write(callers.writer, 'alpha', alpha)).toBe(201);
    expect(await write(callers.account, 'alpha', alpha)).toBe(201);

    await console.api.tenants.suspend({ id: alpha });
    const applied = await apply();
    const refused = await Promise.all(
      Object.values(callers).map(async (headers) => [
        ...(await statuses(headers, 'alpha')),
        await write(headers, 'alpha', alpha),
      ]),
    );
    expect(performance.now() - applied).toBeLessThan(atOnce);
    expect(new Set(refused.flat())).toEqual(new Set([403]));
    for (const headers of Object.values(others)) {
      expect(await statuses(headers, 'beta')).toEqual([200]);
      expect(await write(headers, 'beta', beta)).toBe(201);
    }

    await console.api.tenants.activate({ id: alpha });
    await apply();
    // What was, for who asks anew; what was given out before stays dead.
    expect(await statuses(callers.account, 'alpha')).toEqual([200]);
    expect(await write(callers.account, 'alpha', alpha)).toBe(201);
    const renewed = await bearer(alpha, await epoch(alpha), 'write');
    expect(await statuses(renewed, 'alpha')).toEqual([200]);
    expect(await write(renewed, 'alpha', alpha)).toBe(201);
    expect(await statuses(callers.reader, 'alpha')).toEqual([403]);
    expect(await statuses(callers.writer, 'alpha')).toEqual([403]);
  });

  it('refuses older tokens at once after a hard revocation, while accounts go on', async () => {
    const before = await epoch(alpha);
    const old = await bearer(alpha, before, 'administer');
    const own = await account(alpha);
    const other = await bearer(beta, await epoch(beta), 'read');
    expect(await statuses(old, 'alpha')).toEqual([200]);

    const revoked = await console.api.tenants.revokeTokens({ id: alpha });
    expect(revoked).toMatchObject({ epoch: before + 1, state: 'active' });
    const applied = await apply();
    expect(await statuses(old, 'alpha')).toEqual([403]);
    expect(await write(old, 'alpha', alpha)).toBe(403);
    expect(performance.now() - applied).toBeLessThan(atOnce);
    expect(await statuses(own, 'alpha')).toEqual([200]);
    expect(await write(own, 'alpha', alpha)).toBe(201);
    expect(await statuses(other, 'beta')).toEqual([200]);
  });

  it('lets nobody write with the writing role of an older epoch beside a new reading one', async () => {
    const now = await epoch(alpha);
    const read = rolesFor('read', alpha, now);
    const older = rolesFor('administer', alpha, now - 1);
    const mixed: Headers = {
      authorization: `Bearer ${await issuer.token('issuer:mixed', [...read, ...older])}`,
    };
    expect(await statuses(mixed, 'alpha')).toEqual([200]);
    expect(await write(mixed, 'alpha', alpha)).toBe(403);
    expect(await write(await bearer(alpha, now, 'write'), 'alpha', alpha)).toBe(201);
  });

  it('lets an account in by no role of an older epoch, should one have kept it', async () => {
    const now = await epoch(beta);
    const { username } = await reveal(console, beta, 'sync', server.password);
    const own = await account(beta);
    const path = `${server.url}/_users/org.couchdb.user:${username}`;
    const admin = basic(server.username, server.password);
    await console.api.tenants.revokeTokens({ id: beta });
    await apply();
    const document: unknown = await (await fetch(path, { headers: admin })).json();
    if (typeof document !== 'object' || document === null) throw new Error('no user document');
    const put = await fetch(path, {
      method: 'PUT',
      headers: { ...admin, 'content-type': 'application/json' },
      body: JSON.stringify({ ...document, roles: rolesFor('write', beta, now) }),
    });
    expect(put.status).toBe(201);
    await expect.poll(() => statuses(own, 'beta')).toEqual([403]);
    // It is a change made by hand; the next plan takes it back.
    await apply();
    await expect.poll(() => statuses(own, 'beta')).toEqual([200]);
  });

  it('lets both pairs of an overlap in, then the new one alone, and logs nobody else out', async () => {
    const old = await account(alpha);
    const oldSession = await cookie(alpha);
    const others = [await account(beta), await cookie(beta), await account(alpha, 'admin')];
    const works = async (headers: Headers, key = 'alpha') => {
      const seen = await statuses(headers, key);
      return seen.length === 1 ? seen[0] : seen;
    };

    const report = await console.api.accounts.rotate({
      tenantIds: [alpha],
      account: 'sync',
      overlapHours: 24,
    });
    expect(report).toEqual({ accounts: 1, tenants: 1, overlapping: 0 });
    await apply();
    const shown = await reveal(console, alpha, 'sync', server.password);
    expect(shown.username).toBe('shop_alpha_sync.2');
    expect(basic(shown.previous?.username ?? '', shown.previous?.password ?? '')).toEqual(old);
    const fresh = basic(shown.username, shown.password);
    for (const headers of [old, oldSession, fresh]) {
      expect(await works(headers)).toBe(200);
      expect(await write(headers, 'alpha', alpha)).toBe(201);
    }
    expect(await works(others[0] ?? {}, 'beta')).toBe(200);
    expect(await works(others[1] ?? {}, 'beta')).toBe(200);
    expect(await works(others[2] ?? {})).toBe(200);

    await console.api.accounts.endOverlap({ tenantIds: [alpha], account: null });
    const applied = await apply();
    await expect.poll(() => works(old), { timeout: atOnce }).toBe(403);
    await expect.poll(() => works(oldSession), { timeout: atOnce }).toBe(403);
    expect(performance.now() - applied).toBeLessThan(atOnce);
    expect(await works(fresh)).toBe(200);
    expect(await works(others[2] ?? {})).toBe(200);
    expect((await reveal(console, alpha, 'sync', server.password)).previous).toBeNull();

    // Without an overlap the old password is wrong at once.
    await console.api.accounts.rotate({ tenantIds: [alpha], account: 'sync', overlapHours: 0 });
    await apply();
    const last = await account(alpha);
    await expect.poll(() => works(fresh), { timeout: atOnce }).toBe(401);
    expect(await works(last)).toBe(200);
    expect(await works(others[0] ?? {}, 'beta')).toBe(200);
    expect((await console.api.plan.make(undefined)).operations).toBe(0);
  });

  it('shows feeds that outlive a suspension, and ends them with a restart', async () => {
    const headers = await account(alpha);
    const stop = new AbortController();
    const feed = await fetch(
      `${server.url}/shop_alpha_sales/_changes?feed=continuous&since=now&heartbeat=500`,
      { headers, signal: stop.signal },
    );
    expect(feed.status).toBe(200);
    let heard = '';
    const decoder = new TextDecoder();
    const listener = new WritableStream<Uint8Array>({
      write: (piece) => {
        heard += decoder.decode(piece, { stream: true });
      },
    });
    // However it ends, it ends.
    const ended = feed.body?.pipeTo(listener).catch(() => undefined);

    await console.api.tenants.suspend({ id: alpha });
    await apply();
    expect(await status(headers, '/shop_alpha_sales/_changes')).toBe(403);
    const admin = basic(server.username, server.password);
    const late = { tenant_id: alpha, written: 'after the suspension' };
    expect(await status(admin, '/shop_alpha_sales/late', late)).toBe(201);
    await expect.poll(() => heard, { timeout: 5000 }).toContain('"id":"late"');

    const open = await console.api.servers.openFeeds(undefined);
    expect(open.count).toBeGreaterThanOrEqual(1);
    expect(open.nodes).toHaveLength(1);
    const name = (await console.api.connection.current(undefined))?.name ?? '';
    await expect(console.api.servers.restart({ confirm: 'yes' })).rejects.toMatchObject({
      code: 'confirmation-needed',
    });
    await console.api.servers.restart({ confirm: name });
    await ended;
    expect(stop.signal.aborted).toBe(false);
    expect(await status(headers, '/shop_alpha_sales/_changes')).toBe(403);
    const { rows } = await console.api.audit.recent({ tenantId: null, offset: 0, limit: 50 });
    expect(rows.map(({ action }) => action)).toContain('server_restarted');
  });
});
