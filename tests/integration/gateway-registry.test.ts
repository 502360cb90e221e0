import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { GatewayRegistry } from '../../src/gateway/registry/gateway-registry.ts';
import type { RegistryTimes } from '../../src/gateway/registry/open-registry.ts';
import { verifySignature } from '../../src/main/log/ed25519.ts';
import { sha256 } from '../../src/main/log/sha256.ts';
import type { Command } from '../../src/shared/commands/command.ts';
import { createApiKey } from '../../src/shared/commands/create-apikey.ts';
import { revokeApiKeys } from '../../src/shared/commands/revoke-apikeys.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import { usageDocumentId } from '../../src/shared/documents/usage.ts';
import { createLogVerifier } from '../../src/shared/log/log-verifier.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { fleetTenant } from '../support/fleet.ts';
import { gatewayScene, until, type GatewayScene } from '../support/gateway-scene.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';

const quick: Partial<RegistryTimes> = {
  heartbeat: 300,
  look: 500,
  firstWait: 50,
  longestWait: 300,
  usage: 200,
  log: 200,
};
const writtenSchema = z.object({ rev: z.string() });
const rowsSchema = z.object({ rows: z.array(z.object({ id: z.string(), doc: z.unknown() })) });

type Restartable = CouchDbServer & Required<Pick<CouchDbServer, 'restart' | 'kill'>>;
let server: Restartable;
let scene: GatewayScene;
const opened: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const { restart, kill, ...own } = await startOwnCouchDb();
  if (restart === undefined || kill === undefined) throw new Error('This server cannot be killed.');
  server = { ...own, restart, kill };
});
afterAll(() => server.stop());
beforeEach(async () => {
  scene = await gatewayScene(server);
});
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
  await scene.end();
});

async function open(times: Partial<RegistryTimes> = {}): Promise<GatewayRegistry> {
  const { registry, close } = await scene.open({ ...quick, ...times });
  opened.push(close);
  await registry.ready();
  return registry;
}

async function put(document: Readonly<Record<string, unknown>>): Promise<string> {
  const id = encodeURIComponent(String(document['_id']));
  const { body } = await scene.admin('PUT', `/couch-sitter/${id}`, document);
  return writtenSchema.parse(body).rev;
}

const tenant = fleetTenant('acme', { tenant_id: randomUUID() });

function newKey(keyId: string) {
  return createApiKey({
    keyId,
    tenantId: tenant.tenant_id,
    name: 'Till',
    keyHash: sha256(keyId),
    scopes: { access: 'write', databases: null },
    expiresAt: null,
  });
}

function revocation(keyId: string): Readonly<Record<string, unknown>> {
  const at = '2026-01-01T00:00:00.000Z';
  const by = { createdAt: at, createdBy: 'anna', updatedAt: at, updatedBy: 'anna' };
  const fields = { type: 'revocation', key_id: keyId, tenant_id: tenant.tenant_id, reason: '' };
  return { _id: `revocation_${keyId}`, ...fields, ...by };
}

async function logEntries(): Promise<readonly unknown[]> {
  const path = '/couch-sitter-log/_all_docs?include_docs=true&startkey="audit_"';
  const { body } = await scene.admin('GET', path);
  return rowsSchema.parse(body).rows.map(({ doc }) => doc);
}

describe('the registry in a gateway’s memory (G7, N5)', () => {
  it('knows a revocation, a suspension and a conflicting leaf within a second, through a killed server too', async () => {
    await put(shopBlueprint);
    const rev = await put(tenant);
    const registry = await open();
    expect(registry.freshness().state).toBe('current');
    expect(registry.access.tenant(tenant.tenant_id)?.enabled).toBe(true);

    const told: string[] = [];
    registry.onChange(({ documents }) => told.push(...documents.flatMap((one) => one.tenants)));
    const writing = put(revocation('k1'));
    expect(await until(() => registry.access.isKeyRevoked('k1'))).toBeLessThan(1000);
    await writing;

    // A leaf that loses says that the tenant is suspended.
    const other = { ...tenant, enabled: false, _rev: '1-0', _revisions: { start: 1, ids: ['0'] } };
    await scene.admin('POST', '/couch-sitter/_bulk_docs', { docs: [other], new_edits: false });
    const suspended = () => registry.access.tenant(tenant.tenant_id)?.enabled === false;
    expect(await until(suspended)).toBeLessThan(1000);
    expect(told).toContain(tenant.tenant_id);

    await server.kill();
    await until(() => registry.freshness().state === 'behind');
    expect(registry.access.tenant(tenant.tenant_id)?.key).toBe('acme');
    const asOf = registry.freshness().asOf;
    await expect(registry.execute(newKey('none'), 'anna')).rejects.toMatchObject({
      code: 'server-refused',
    });
    await server.restart();
    await put(revocation('k2'));
    await until(() => registry.access.isKeyRevoked('k2'), 20_000);
    await until(() => registry.freshness().state === 'current');
    await until(() => (registry.freshness().asOf ?? 0) > (asOf ?? 0));
    expect(registry.access.tenant(tenant.tenant_id)?._rev).toBe(rev);
  });

  it('loads anew where the database was deleted and made again, or put back from a backup', async () => {
    await put(tenant);
    const registry = await open();
    await put(revocation('k1'));
    await until(() => registry.access.isKeyRevoked('k1'));
    await scene.makeDatabases();
    const otherTenant = fleetTenant('other', { tenant_id: randomUUID() });
    await put(otherTenant);
    await until(() => registry.access.tenant(otherTenant.tenant_id) !== null, 20_000);
    expect(registry.access.tenant(tenant.tenant_id)).toBeNull();
    expect(registry.access.isKeyRevoked('k1')).toBe(true);

    if (server.backUp === undefined) return;
    const restore = await server.backUp();
    const late = fleetTenant('late', { tenant_id: randomUUID() });
    await put(late);
    await until(() => registry.access.tenant(late.tenant_id) !== null);
    await restore();
    await until(() => registry.access.tenant(late.tenant_id) === null, 20_000);
    expect(registry.access.tenant(otherTenant.tenant_id)?.key).toBe('other');
  });

  it('does not revoke less because somebody deleted a revocation', async () => {
    const rev = await put(revocation('k1'));
    await scene.admin('DELETE', `/couch-sitter/revocation_k1?rev=${rev}`);
    const registry = await open();
    expect(registry.access.isKeyRevoked('k1')).toBe(true);
  });
});

describe('commands at a gateway (K7, G9)', () => {
  it('writes, sees its own writes at once, gives way to who was quicker, and leaves a signed log', async () => {
    await put(shopBlueprint);
    const rev = await put(tenant);
    const registry = await open();
    await registry.execute(newKey('key1'), 'anna');
    expect(registry.access.apiKey('key1')?.createdBy).toBe('anna');
    expect(registry.snapshot().apikeysById.has('key1')).toBe(true);

    // Behind the memory's back: the command runs again on what is there.
    await scene.admin('PUT', `/couch-sitter/${tenant._id}`, {
      ...tenant,
      _rev: rev,
      description: 'theirs',
    });
    const runs: string[] = [];
    await registry.execute((snapshot, context) => {
      const seen = snapshot.tenants.get(tenant.tenant_id);
      runs.push(seen?._rev ?? '');
      if (seen === undefined) throw new Error('no tenant');
      const changed = { ...seen, name: 'Ours', updatedAt: context.now, updatedBy: context.actor };
      return { documents: [changed], audit: [], result: null };
    }, 'ben');
    expect(registry.access.tenant(tenant.tenant_id)).toMatchObject({
      name: 'Ours',
      description: 'theirs',
      updatedBy: 'ben',
    });
    expect(runs.length).toBeGreaterThanOrEqual(1);

    await registry.execute(revokeApiKeys({ keyIds: ['key1'], reason: '', hard: true }), 'anna');
    expect(registry.access.isKeyRevoked('key1')).toBe(true);
    expect(registry.access.tenant(tenant.tenant_id)?.epoch).toBe(tenant.epoch + 1);

    for (const close of opened.splice(0)) await close();
    const verifier = createLogVerifier({ sha256, verify: verifySignature });
    const entries = await logEntries();
    for (const entry of entries) verifier.add(entry);
    expect(entries).toHaveLength(3);
    expect(verifier.finish({ knownHeads: new Map(), wholeSince: null }).findings).toEqual([]);
    const mode = async (name: string) => (await stat(join(scene.directory, name))).mode & 0o777;
    expect(await mode('audit-key.json')).toBe(0o600);
    expect(await mode('audit-log.json')).toBe(0o600);
    expect(await readFile(join(scene.directory, 'audit-log.json'), 'utf8')).toContain(
      '"outbox":[]',
    );
  });

  it('writes none of several edits of one tenant over another', async () => {
    await put(shopBlueprint);
    await put(tenant);
    const [one, two] = [await open(), await open()];
    const raise: Command<null> = (snapshot, { now, actor }) => {
      const seen = snapshot.tenants.get(tenant.tenant_id);
      if (seen === undefined) throw new Error('no tenant');
      const generation = seen.generation + 1;
      const changed = { ...seen, generation, updatedAt: now, updatedBy: actor };
      return { documents: [changed], audit: [], result: null };
    };
    const edits = Array.from({ length: 10 }, (_, n) =>
      n % 2 === 0 ? one.execute(raise, 'anna') : two.execute(raise, 'ben'),
    );
    await Promise.all(edits);
    const { body } = await scene.admin('GET', `/couch-sitter/${tenant._id}`);
    expect(body).toMatchObject({ generation: tenant.generation + 10 });
  });
});

describe('usage (K3)', () => {
  it('counts by key and day, and goes on after a restart and a killed server', async () => {
    const day = new Date('2026-03-01T10:00:00.000Z');
    const id = usageDocumentId('k1', 'gw-test', '2026-03-01');
    const count = async () => {
      const { body } = await scene.admin('GET', `/couch-sitter/${id}`);
      return z.object({ count: z.number() }).safeParse(body).data?.count ?? 0;
    };
    const first = await open();
    for (let n = 0; n < 5; n += 1) first.usage.count('k1', tenant.tenant_id, day);
    await expect.poll(count).toBe(5);
    first.usage.count('k1', tenant.tenant_id, new Date('2026-03-01T11:00:00.000Z'));
    for (const close of opened.splice(0)) await close();
    expect(await count()).toBe(6);

    const second = await open();
    second.usage.count('k1', tenant.tenant_id, day);
    await expect.poll(count).toBe(7);
    await server.kill();
    second.usage.count('k1', tenant.tenant_id, day);
    await until(() => second.freshness().state === 'behind');
    await server.restart();
    await expect.poll(count, { timeout: 20_000 }).toBe(8);
    const { body } = await scene.admin('GET', `/couch-sitter/${id}`);
    expect(body).toMatchObject({ last_used: '2026-03-01T11:00:00.000Z', gateway: 'gw-test' });
  });
});
