import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Agent, Pool } from 'undici';
import { z } from 'zod';
import { parseServerAddress } from '../../src/couch/address.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { systemClock } from '../../src/gateway/system-clock.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { databaseRole, readRole } from '../../src/shared/naming.ts';
import { databaseSpecs } from '../../src/shared/planning/desired-databases.ts';
import { tenantDatabases } from '../../src/shared/tenant-names.ts';
import type { CouchDbServer } from './couchdb-address.ts';
import { rawClient, type RawClient } from './couchdb-client.ts';
import { freePort } from './free-port.ts';
import { registryDouble } from './gateway-registry-double.ts';
import { sampleConfig, sampleKeyDocument, sampleTenantDocument } from './gateway-in-process.ts';

const handlers = ['cookie', 'jwt', 'default']
  .map((name) => `{chttpd_auth, ${name}_authentication_handler}`)
  .join(', ');
const tokenSchema = z.object({ token: z.string() });

/** What tenants share in these tests. */
export const sharedName = 'catalogue';

/**
 * A gateway that listens, before a CouchDB of the test's own, over a registry in memory. The server takes the
 * gateway's tokens, and has a shared database.
 */
export async function gatewayBeforeCouchDb(
  server: CouchDbServer,
  settings: { readonly lifeSeconds?: number; readonly corsOrigins?: readonly string[] } = {},
) {
  const admin = rawClient(server, server);
  const must = async (...[method, path, body]: Parameters<RawClient>): Promise<unknown> => {
    const answer = await admin(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  await must('PUT', '/_node/_local/_config/chttpd/authentication_handlers', handlers);
  await server.restart?.();
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-gateway-'));
  const registry = registryDouble(systemClock);
  registry.put(shopBlueprint);
  const address = parseServerAddress(server.url);
  const pool = new Pool(address.origin, { connections: 32, headersTimeout: 0, bodyTimeout: 0 });
  const outside = new Agent();
  const base = sampleConfig({
    tokens: { settleSeconds: 0 },
    limits: {
      address: { perMinute: 0 },
      caller: { perMinute: 0 },
      refused: { perMinute: 0 },
      signIn: { perMinute: 0 },
    },
    sharedDatabases: [{ name: sharedName, views: ['items/by-kind'] }],
    corsOrigins: settings.corsOrigins ?? [],
  });
  const { lifeSeconds = base.tokens.lifeSeconds } = settings;
  const create = () =>
    createGateway({
      config: {
        ...base,
        url,
        port,
        host: '127.0.0.1',
        dataDirectory: folder,
        couchdb: { ...base.couchdb, address },
        tokens: { ...base.tokens, lifeSeconds },
      },
      name: 'g1',
      version: '1.2.3',
      registry,
      upstream: pool,
      outside,
      log: pino({ level: 'silent' }),
      clock: systemClock,
      uuid: randomUUID,
    });
  const gateway = await create();
  let current = gateway;
  for (const { kid, alg, publicKey } of gateway.services.tokens.trusted()) {
    const pem = publicKey.trim().replaceAll('\n', '\\n');
    const name = `${alg === 'ES256' ? 'ec' : 'rsa'}:${kid}`;
    await must('PUT', `/_node/_local/_config/jwt_keys/${name}`, pem);
  }
  await gateway.lookAtKeys();
  await gateway.lookAtKeys();
  await gateway.listen();

  await must('PUT', `/${sharedName}?q=2`);
  await must('PUT', `/${sharedName}/_security`, {
    admins: { names: [], roles: ['_admin'] },
    members: { names: [], roles: ['mycouch:shared'] },
  });

  return {
    url,
    admin,
    must,
    registry,
    gateway,
    /** A tenant with its databases on the server. */
    tenant: async (key: string): Promise<Tenant> => {
      const now = systemClock.now().toISOString();
      const tenant = sampleTenantDocument(now, { key, name: key });
      registry.put(tenant);
      await applyTenant(must, tenant);
      return tenant;
    },
    apply: (tenant: Tenant) => applyTenant(must, tenant),
    /** Ends the gateway, and starts one at the same place with the same files. */
    stop: () => current.close(),
    again: async (): Promise<void> => {
      current = await create();
      await current.lookAtKeys();
      await current.lookAtKeys();
      await current.listen();
    },
    /** A new key of a tenant, exchanged for a token. */
    token: async (
      tenant: Tenant,
      access: 'read' | 'write' = 'write',
      databases: readonly string[] | null = null,
    ): Promise<{ readonly token: string; readonly keyId: string; readonly key: string }> => {
      const now = systemClock.now().toISOString();
      const { key, keyId, document } = sampleKeyDocument(now, tenant.tenant_id, {
        scopes: { access, databases: databases === null ? null : [...databases] },
      });
      registry.put(document);
      const answer = await fetch(`${url}/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ api_key: key }),
      });
      return { token: tokenSchema.parse(await answer.json()).token, keyId, key };
    },
    close: async (): Promise<void> => {
      await current.close();
      await pool.destroy();
      await outside.destroy();
      await rm(folder, { recursive: true });
    },
  };
}

export type GatewayBeforeCouchDb = Awaited<ReturnType<typeof gatewayBeforeCouchDb>>;

export async function applyTenant(
  must: (method: string, path: string, body?: unknown) => Promise<unknown>,
  tenant: Tenant,
): Promise<void> {
  const names = tenantDatabases(shopBlueprint, tenant.key);
  const specs = databaseSpecs(tenant, shopBlueprint, names, undefined);
  for (const [at, { name, security, designs }] of specs.entries()) {
    await must('PUT', `/${name}?q=1`).catch(() => undefined);
    const part = shopBlueprint.databases[at]?.name ?? '';
    const roles = [
      readRole(tenant.tenant_id, tenant.epoch),
      databaseRole(tenant.tenant_id, tenant.epoch, part),
    ];
    await must('PUT', `/${name}/_security`, { ...security, members: { names: [], roles } });
    for (const { id, body } of designs) {
      await must('PUT', `/${name}/${id}`, body).catch(() => undefined);
    }
  }
}
