import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { Pool } from 'undici';
import { z } from 'zod';
import { parseServerAddress } from '../../src/couch/address.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { systemClock } from '../../src/gateway/system-clock.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import {
  sampleConfig,
  sampleKeyDocument,
  sampleTenantDocument,
} from '../support/gateway-in-process.ts';
import { registryDouble } from '../support/gateway-registry-double.ts';
import { marker, startHostileCouchDb } from '../support/hostile-couchdb.ts';
import { peopleSettings, signInProvider } from '../support/people-gateway.ts';
import type { CaseParts } from './gateway-cases.ts';

const tokenSchema = z.object({ token: z.string() });
const shared = 'catalogue';

/** A gateway that listens, before a CouchDB that tells everybody everything, with two tenants. */
export async function openGatewayScene() {
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-gateway-'));
  const registry = registryDouble(systemClock);
  const now = systemClock.now().toISOString();
  const mine = sampleTenantDocument(now, { key: 'mine', name: 'Mine' });
  const theirs = sampleTenantDocument(now, { key: 'theirs', name: marker, description: marker });
  for (const document of [shopBlueprint, mine, theirs]) registry.put(document);
  const couch = await startHostileCouchDb({
    theirDatabase: 'shop_theirs_products',
    theirs: theirs.tenant_id,
    mine: mine.tenant_id,
    shared,
  });
  const provider = await signInProvider();
  const address = parseServerAddress(couch.url);
  const pool = new Pool(address.origin, { connections: 32 });
  const outside = provider.outside();
  /** Log lines with what looks like a token or a whole key. */
  const told: string[] = [];
  const unforeseen: string[] = [];
  const log = pino(
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        const line = chunk.toString('utf8');
        if (/eyJ[\w-]{10}|myc_\w+_[A-Za-z0-9]{20}/.test(line)) told.push(line);
        if (line.includes('unforeseen failure')) unforeseen.push(line);
        done();
      },
    }),
  );
  const base = sampleConfig({
    ...peopleSettings,
    sharedDatabases: [{ name: shared, views: ['items/by-kind'] }],
  });
  const gateway = await createGateway({
    config: {
      ...base,
      host: '127.0.0.1',
      port: 0,
      dataDirectory: folder,
      couchdb: { ...base.couchdb, address },
    },
    name: 'g1',
    version: '1.2.3',
    registry,
    upstream: pool,
    outside,
    log,
    clock: systemClock,
    uuid: randomUUID,
  });
  await gateway.lookAtKeys();
  await gateway.lookAtKeys();
  const url = await gateway.listen();

  const key = (tenantId: string): string => {
    const name = tenantId === theirs.tenant_id ? marker : 'till';
    const { key: whole, document } = sampleKeyDocument(now, tenantId, { name });
    registry.put(document);
    return whole;
  };
  const ask = async (body: unknown): Promise<string | null> => {
    const answer = await fetch(`${url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const parsed = tokenSchema.safeParse(await answer.json());
    return parsed.success ? parsed.data.token : null;
  };
  const strange = await generateKeyPair('ES256');
  const forged = await new SignJWT({ tenant_id: theirs.tenant_id, access: 'write', epoch: 1 })
    .setProtectedHeader({ alg: 'ES256', kid: gateway.services.tokens.trusted()[0]?.kid ?? 'k' })
    .setIssuer(base.url)
    .setSubject('apikey:x')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(strange.privateKey);
  const unsigned = `${btoa('{"alg":"none"}').replace(/=+$/, '')}.${forged.split('.')[1] ?? ''}.`;
  const api_key = key(mine.tenant_id);
  const theirKey = key(theirs.tenant_id);
  const person = async (): Promise<string | null> => {
    const credential = async () => ask({ token: await provider.token('anna') });
    return (await credential()) ?? (await credential());
  };
  /** Credentials that count, and some that do not; a case may have ended those before. */
  const parts = async (): Promise<CaseParts> => {
    const good = [
      await ask({ api_key }),
      await ask({ api_key }),
      await ask({ api_key, access: 'read' }),
      await ask({ api_key, databases: ['sales'] }),
      await person(),
    ];
    return {
      mine: mine.tenant_id,
      theirs: theirs.tenant_id,
      databases: ['shop_mine_products', 'shop_mine_sales', shared, 'shop_theirs_products'],
      tokens: [...good.filter((token) => token !== null), forged, unsigned],
      keys: [api_key, `${theirKey.slice(0, -1)}x`, `${theirKey}x`, theirKey.slice(0, 20)],
    };
  };
  const state = (): string =>
    JSON.stringify(
      [...registry.snapshot().apikeys]
        .flat()
        .filter((one) => JSON.stringify(one).includes(theirs.tenant_id))
        .concat(),
    ) + JSON.stringify(registry.access.tenant(theirs.tenant_id));
  return {
    url,
    parts,
    couch,
    told,
    unforeseen,
    /** The other tenant, and its key, as the registry has them. */
    state,
    close: async (): Promise<void> => {
      await gateway.close();
      await pool.destroy();
      await outside.close();
      await couch.stop();
      await rm(folder, { recursive: true });
    },
  };
}
