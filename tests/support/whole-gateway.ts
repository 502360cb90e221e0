import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { z } from 'zod';
import { readConfig } from '../../src/gateway/config.ts';
import { startGateway, type RunningGateway } from '../../src/gateway/start-gateway.ts';
import { systemClock } from '../../src/gateway/system-clock.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import { membershipDocumentId } from '../../src/shared/documents/membership.ts';
import {
  signingKeyDocumentId,
  type SigningKeyState,
} from '../../src/shared/documents/signing-key.ts';
import { tenantDocumentId, type Tenant } from '../../src/shared/documents/tenant.ts';
import { userDocumentId } from '../../src/shared/documents/user.ts';
import { logDatabase, operatorRole, registryDatabase } from '../../src/shared/naming.ts';
import type { CouchDbServer } from './couchdb-address.ts';
import { rawClient, type RawClient } from './couchdb-client.ts';
import { freePort } from './free-port.ts';
import { applyTenant, sharedName } from './gateway-couchdb.ts';
import { sampleKeyDocument, sampleTenantDocument } from './gateway-in-process.ts';
import { startJwtIssuer } from './jwt-issuer.ts';

const account = { username: 'gateway-1', password: 'nCw2vQk9Xr7LbT4s' };
const unlimited = { perMinute: 0 };
const tokenSchema = z.object({ token: z.string(), tenant_id: z.string() });
const documentSchema = z.looseObject({ _id: z.string(), _rev: z.string() });
const keysSchema = z.object({
  rows: z.array(
    z.object({
      doc: z.looseObject({
        kid: z.string(),
        state: z.string(),
        public_key: z.string(),
        gateway: z.string(),
      }),
    }),
  ),
});

export type StartedGateway = RunningGateway & { readonly stop: () => Promise<void> };
export type WholeGateway = Awaited<ReturnType<typeof wholeGateways>>;

/**
 * Gateways as they really run (a registry of their own each, over a real server that takes their tokens),
 * with a shared database and an identity provider on this machine.
 */
export async function wholeGateways(server: CouchDbServer) {
  const admin = rawClient(server, server);
  const must = async (...[method, path, body]: Parameters<RawClient>): Promise<unknown> => {
    const answer = await admin(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  await startJwtIssuer(server);
  for (const [name, role] of [
    [registryDatabase, operatorRole],
    [logDatabase, operatorRole],
    [sharedName, 'mycouch:shared'],
  ] as const) {
    await must('PUT', `/${name}?q=2`);
    await must('PUT', `/${name}/_security`, {
      admins: { names: [], roles: ['_admin'] },
      members: { names: [], roles: [role] },
    });
  }
  await must('PUT', `/_users/org.couchdb.user:${account.username}`, {
    name: account.username,
    type: 'user',
    roles: [operatorRole],
    password: account.password,
  });
  await must('PUT', `/${registryDatabase}/${shopBlueprint._id}`, shopBlueprint);
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-gateways-'));
  const provider = await identityProvider();
  const started: RunningGateway[] = [];

  /** What the registry says of the signing keys. */
  const keys = async () =>
    keysSchema
      .parse(
        await must(
          'GET',
          `/${registryDatabase}/_all_docs?include_docs=true&startkey="${signingKeyDocumentId('')}"&endkey="${signingKeyDocumentId('')}z"`,
        ),
      )
      .rows.map(({ doc }) => doc);
  /** What the console's plan does with the public keys. */
  const installKeys = async (): Promise<void> => {
    for (const { kid, state, public_key } of await keys()) {
      const wanted: readonly string[] = ['next', 'active', 'retiring'] satisfies SigningKeyState[];
      if (!wanted.includes(state)) continue;
      const pem = public_key.trim().replaceAll('\n', '\\n');
      await must('PUT', `/_node/_local/_config/jwt_keys/ec:${kid}`, pem);
    }
  };
  /** Changes a document of the registry, as a console would that is in agreement with the server. */
  const edit = async (
    id: string,
    change: (document: z.output<typeof documentSchema>) => object,
  ): Promise<void> => {
    const path = `/${registryDatabase}/${encodeURIComponent(id)}`;
    await must('PUT', path, change(documentSchema.parse(await must('GET', path))));
  };
  /** Somebody signs in, for the first time perhaps. */
  const signIn = async (gateway: RunningGateway, sub: string) =>
    until(async () => exchange(gateway, { token: await provider.token(sub) }));

  return {
    admin,
    must,
    edit,
    keys,
    until,
    folder,
    provider,
    /** Starts one and waits until it signs. */
    start: async (
      name: string,
      settings: {
        readonly lifeSeconds?: number;
        readonly port?: number;
        readonly issuer?: string;
        /** In place of the server's own address. */
        readonly couchdb?: string;
        readonly connections?: number;
        readonly passThroughBytes?: number;
      } = {},
    ): Promise<StartedGateway> => {
      const data = join(folder, name);
      await mkdir(data, { recursive: true });
      const port = settings.port ?? (await freePort());
      const reading = readConfig(
        {
          GATEWAY_URL: settings.issuer ?? `http://127.0.0.1:${String(port)}`,
          GATEWAY_NAME: name,
          GATEWAY_PORT: String(port),
          GATEWAY_DATA: data,
          GATEWAY_CONFIG: 'gateway.json',
          COUCHDB_URL: settings.couchdb ?? server.url,
          COUCHDB_CONNECTIONS: String(settings.connections ?? 64),
          COUCHDB_USER: account.username,
          COUCHDB_PASSWORD: account.password,
        },
        () =>
          JSON.stringify({
            tokens: { settleSeconds: 0 },
            limits: {
              address: unlimited,
              caller: unlimited,
              signIn: unlimited,
              refused: unlimited,
              ...(settings.passThroughBytes === undefined
                ? {}
                : { passThroughBytes: settings.passThroughBytes }),
            },
            issuers: [
              {
                name: 'login',
                issuer: provider.url,
                audience: 'app',
                jwksUrl: `${provider.url}/jwks`,
              },
            ],
            sharedDatabases: [{ name: sharedName, views: [] }],
          }),
      );
      if (!reading.ok) throw new Error(JSON.stringify(reading.refusals));
      const gateway = await startGateway({
        config: {
          ...reading.config,
          // Shorter than a configuration may have it.
          tokens: {
            ...reading.config.tokens,
            lifeSeconds: settings.lifeSeconds ?? reading.config.tokens.lifeSeconds,
          },
        },
        version: '0.0.0',
        log: pino({ level: 'silent' }),
        clock: systemClock,
        random: Math.random,
        uuid: randomUUID,
      });
      started.push(gateway);
      await until(async () => {
        await installKeys();
        const own = (await keys()).filter((key) => key.gateway === name);
        if (!own.some(({ state }) => state === 'active')) throw new Error('signs nothing yet');
      });
      return {
        ...gateway,
        stop: async () => {
          started.splice(started.indexOf(gateway), 1);
          await gateway.close();
        },
      };
    },
    /** A tenant in the registry, with its databases on the server. */
    tenant: async (key: string): Promise<Tenant> => {
      const tenant = sampleTenantDocument(new Date().toISOString(), { key, name: key });
      await must('PUT', `/${registryDatabase}/${tenant._id}`, tenant);
      await applyTenant(must, tenant);
      return tenant;
    },
    /** A new key of a tenant, exchanged for a token. */
    token: async (
      gateway: RunningGateway,
      tenant: Tenant,
    ): Promise<{ readonly token: string; readonly keyId: string; readonly key: string }> => {
      const now = new Date().toISOString();
      const { key, keyId, document } = sampleKeyDocument(now, tenant.tenant_id);
      await must('PUT', `/${registryDatabase}/${document._id}`, document);
      return until(async () => ({
        token: (await exchange(gateway, { api_key: key })).token,
        keyId,
        key,
      }));
    },
    signIn,
    /** Somebody who belongs to a tenant, which is their active one; answers a token of theirs. */
    member: async (
      gateway: RunningGateway,
      sub: string,
      { tenant_id }: Tenant,
    ): Promise<string> => {
      await signIn(gateway, sub);
      const now = new Date().toISOString();
      await must('PUT', `/${registryDatabase}/${membershipDocumentId(tenant_id, sub)}`, {
        type: 'membership',
        tenant_id,
        user_id: sub,
        role: 'admin',
        furtherRoles: [],
        joinedAt: now,
        invitation: null,
        deletedAt: null,
        createdAt: now,
        createdBy: 'anna',
        updatedAt: now,
        updatedBy: 'anna',
      });
      await edit(userDocumentId(sub), (user) => ({
        ...user,
        active_tenant_id: tenantDocumentId(tenant_id),
      }));
      return until(async () => {
        const answer = await signIn(gateway, sub);
        if (answer.tenant_id !== tenant_id) throw new Error('not there yet');
        return answer.token;
      });
    },
    end: async (): Promise<void> => {
      for (const one of started) await one.close();
      await provider.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What something answers once it does not fail any more; its last failure where that takes too long. */
async function until<Result>(work: () => Promise<Result>): Promise<Result> {
  const end = performance.now() + 20_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(20);
    }
  }
}

async function exchange(gateway: RunningGateway, body: object) {
  const answer = await fetch(`${gateway.address}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said: unknown = await answer.json();
  if (answer.status !== 200) throw new Error(JSON.stringify(said));
  return tokenSchema.parse(said);
}

/** An identity provider on this machine: its keys, and tokens for whomever. */
async function identityProvider() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }];
  const http = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String(portOf(http.address()))}`;
  return {
    url,
    token: (sub: string, claims: object = {}): Promise<string> =>
      new SignJWT({ name: sub, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setIssuer(url)
        .setSubject(sub)
        .setAudience('app')
        .setIssuedAt()
        .setExpirationTime('10m')
        .sign(privateKey),
    close: () =>
      new Promise<void>((resolve) => {
        http.closeAllConnections();
        http.close(() => {
          resolve();
        });
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
