import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { decodeJwt } from 'jose';
import { pino } from 'pino';
import { MockAgent } from 'undici';
import { readConfig, type GatewayConfig } from '../../src/gateway/config.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import type { Acceptance } from '../../src/gateway/tokens/couchdb-accepts.ts';
import { apikeyDocumentId, type ApiKey } from '../../src/shared/documents/apikey.ts';
import { tenantDocumentId, type Tenant } from '../../src/shared/documents/tenant.ts';
import { makeKey } from '../../src/shared/keys/make-key.ts';
import { registryDouble } from './gateway-registry-double.ts';
import { manualClock } from './manual-clock.ts';
import { testDigest } from './test-digest.ts';

export const gatewayUrl = 'https://gateway.example.org';
const couchUrl = 'http://127.0.0.1:5984';

/** A configuration as a start would read it. */
export function sampleConfig(file: Readonly<Record<string, unknown>> = {}): GatewayConfig {
  const reading = readConfig(
    {
      GATEWAY_CONFIG: 'gateway.json',
      GATEWAY_URL: gatewayUrl,
      COUCHDB_URL: couchUrl,
      COUCHDB_USER: 'gateway-1',
      COUCHDB_PASSWORD: 'nCw2vQk9Xr7LbT4s',
    },
    () => JSON.stringify(file),
  );
  if (!reading.ok) throw new Error(JSON.stringify(reading.refusals));
  return reading.config;
}

const common = (now: string) => ({
  createdAt: now,
  createdBy: 'anna',
  updatedAt: now,
  updatedBy: 'anna',
});

export function sampleTenantDocument(now: string, more: Partial<Tenant> = {}): Tenant {
  const tenantId = more.tenant_id ?? randomUUID();
  return {
    _id: tenantDocumentId(tenantId),
    type: 'tenant',
    tenant_id: tenantId,
    key: 'acme',
    name: 'Acme',
    description: '',
    owner_email: null,
    blueprint: 'blueprint_shop',
    server_id: null,
    configuration: {},
    enabled: true,
    readOnly: false,
    generation: 1,
    epoch: 1,
    archivedAt: null,
    deletedAt: null,
    ...common(now),
    ...more,
  };
}

/** An API key that may do everything in its tenant, and its document. */
export function sampleKeyDocument(
  now: string,
  tenantId: string,
  more: Partial<ApiKey> = {},
): { readonly key: string; readonly keyId: string; readonly document: ApiKey } {
  const { keyId, key } = makeKey(randomBytes);
  const document: ApiKey = {
    _id: apikeyDocumentId(keyId),
    type: 'api_key',
    key_id: keyId,
    tenant_id: tenantId,
    name: 'till',
    key_hash: testDigest(key),
    scopes: { access: 'write', databases: null },
    enabled: true,
    expiresAt: null,
    deletedAt: null,
    created_by: 'anna',
    ...common(now),
    ...more,
  };
  return { key, keyId, document };
}

/** A gateway in this process, over a registry in memory and a CouchDB that only knows `/_session`. */
export async function gatewayScene(
  file: Readonly<Record<string, unknown>> = {},
  answer: Acceptance = 'accepted',
) {
  const clock = manualClock();
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-gateway-'));
  const registry = registryDouble(clock);
  const lines: string[] = [];
  const log = pino(
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString('utf8'));
        done();
      },
    }),
  );
  const upstream = new MockAgent();
  upstream.disableNetConnect();
  const couch: { answer: Acceptance } = { answer };
  upstream
    .get(couchUrl)
    .intercept({ path: '/_session' })
    .reply(({ headers }) => {
      const { authorization = '' } = Object.fromEntries(Object.entries(headers ?? {}));
      const { sub } = decodeJwt(String(authorization).slice('Bearer '.length));
      if (couch.answer === 'refused') return { statusCode: 400, data: '{"error":"bad_request"}' };
      if (couch.answer === 'unreachable') return { statusCode: 500, data: '{}' };
      const name = couch.answer === 'accepted' ? sub : null;
      return { statusCode: 200, data: JSON.stringify({ userCtx: { name } }) };
    })
    .persist();
  const outside = new MockAgent();
  outside.disableNetConnect();
  const options = {
    config: { ...sampleConfig(file), dataDirectory: folder },
    name: 'g1',
    version: '1.2.3',
    registry,
    upstream,
    outside,
    log,
    clock,
    uuid: randomUUID,
  };
  const gateway = await createGateway(options);
  await gateway.lookAtKeys();
  await gateway.lookAtKeys();
  const now = (): string => clock.now().toISOString();
  return {
    clock,
    registry,
    couch,
    outside,
    folder,
    lines,
    options,
    gateway,
    app: gateway.app,
    now,
    tenant: (more: Partial<Tenant> = {}): Tenant => {
      const tenant = sampleTenantDocument(now(), more);
      registry.put(tenant);
      return tenant;
    },
    key: (tenantId: string, more: Partial<ApiKey> = {}): { key: string; document: ApiKey } => {
      const { key, document } = sampleKeyDocument(now(), tenantId, more);
      registry.put(document);
      return { key, document };
    },
    close: async (): Promise<void> => {
      await gateway.close();
      await upstream.close();
      await outside.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type GatewayScene = Awaited<ReturnType<typeof gatewayScene>>;
