import { connect } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import PouchDB from 'pouchdb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { apikeyDocumentId } from '../../src/shared/documents/apikey.ts';
import { membershipDocumentId } from '../../src/shared/documents/membership.ts';
import { revocationDocumentId } from '../../src/shared/documents/revocation.ts';
import { signingKeyDocumentId } from '../../src/shared/documents/signing-key.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { registryDatabase } from '../../src/shared/naming.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { sharedName } from '../support/gateway-couchdb.ts';
import { openFeed, type OpenFeed } from '../support/open-feed.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import { wholeGateways, type StartedGateway, type WholeGateway } from '../support/whole-gateway.ts';

let server: CouchDbServer;
let scene: WholeGateway;
let gateway: StartedGateway;
let folder: string;

beforeAll(async () => {
  server = await startOwnCouchDb();
  scene = await wholeGateways(server);
  gateway = await scene.start('g1');
  folder = await mkdtemp(join(tmpdir(), 'mycouch-feeds-'));
});
afterAll(async () => {
  await scene.end();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** An application and a person of one tenant. */
interface Holders {
  readonly tenant: Tenant;
  readonly keyId: string;
  readonly token: string;
  readonly userId: string;
  readonly person: string;
}

let made = 0;
const holders = async (through: StartedGateway): Promise<Holders> => {
  made += 1;
  const tenant = await scene.tenant(`feeds${String(made)}`);
  const { token, keyId } = await scene.token(through, tenant);
  const userId = `person-${String(made)}`;
  return { tenant, keyId, token, userId, person: await scene.member(through, userId, tenant) };
};
/** Every kind of feed that tokens of a tenant have, open and quiet. */
const feedsOf = (
  through: StartedGateway,
  { tenant, token, person }: Omit<Holders, 'keyId' | 'userId'>,
  whose: 'everybody' | 'application' | 'person',
): Promise<readonly OpenFeed[]> => {
  const streams = ['continuous', 'longpoll', 'eventsource'] as const;
  const bearers = [
    ...(whose === 'person' ? [] : [token]),
    ...(whose === 'application' ? [] : [person]),
  ];
  const wanted = [
    ...[`shop_${tenant.key}_products`, sharedName].flatMap((database) =>
      bearers.flatMap((bearer) => streams.map((kind) => ({ database, kind, bearer }))),
    ),
    ...(whose === 'application' ? [] : ['__users', '__tenants']).flatMap((database) =>
      streams.slice(0, 2).map((kind) => ({ database, kind, bearer: person })),
    ),
  ];
  return Promise.all(
    wanted.map(({ database, kind, bearer }) =>
      openFeed(through.address, database, { kind, token: bearer }),
    ),
  );
};
const revokeToken = async (token: string): Promise<void> => {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${gateway.address}/auth/revoke`, { method: 'POST', headers });
  expect(answer.status).toBe(200);
};
const now = (): string => new Date().toISOString();

interface Ending {
  readonly what: string;
  readonly whose: 'everybody' | 'application' | 'person';
  readonly write: (of: Holders) => Promise<void>;
}
const endings: readonly Ending[] = [
  {
    what: 'the key is revoked',
    whose: 'application',
    write: async ({ keyId, tenant }) => {
      await scene.must('PUT', `/${registryDatabase}/${revocationDocumentId(keyId)}`, {
        type: 'revocation',
        key_id: keyId,
        tenant_id: tenant.tenant_id,
        reason: '',
        createdAt: now(),
        createdBy: 'anna',
        updatedAt: now(),
        updatedBy: 'anna',
      });
    },
  },
  {
    what: 'the key may only read from now on',
    whose: 'application',
    write: ({ keyId }) =>
      scene.edit(apikeyDocumentId(keyId), (key) => ({
        ...key,
        scopes: { access: 'read', databases: null },
      })),
  },
  {
    what: 'the tenant is suspended',
    whose: 'everybody',
    write: ({ tenant }) =>
      scene.edit(tenant._id, (tenant) => ({ ...tenant, enabled: false, generation: 2 })),
  },
  {
    what: 'the epoch is raised',
    whose: 'everybody',
    write: ({ tenant }) =>
      scene.edit(tenant._id, (tenant) => ({ ...tenant, epoch: 2, generation: 2 })),
  },
  {
    what: 'the membership ends',
    whose: 'person',
    write: ({ tenant, userId }) =>
      scene.edit(membershipDocumentId(tenant.tenant_id, userId), (membership) => ({
        ...membership,
        deletedAt: now(),
      })),
  },
  {
    what: 'the tokens are given back',
    whose: 'everybody',
    write: async ({ token, person }) => {
      await Promise.all([revokeToken(token), revokeToken(person)]);
    },
  },
];

describe('open feeds (G2)', () => {
  it.each(endings)('end within a second when $what', async ({ whose, write }) => {
    const of = await holders(gateway);
    const feeds = await feedsOf(gateway, of, whose);
    await write(of);
    const written = Date.now();
    for (const feed of feeds) {
      const { whole, at } = await feed.ended;
      expect(whole, feed.name).toBe(true);
      expect(at - written, feed.name).toBeLessThan(1_000);
    }
  });

  it('end when the tokens do, and when the key that signed them is withdrawn', async () => {
    const brief = await scene.start('brief', { lifeSeconds: 4 });
    const { tenant, token, person, ...rest } = await holders(brief);
    const ends = [token, person].map((one) => (decodeJwt(one).exp ?? 0) * 1000);
    for (const feed of await feedsOf(brief, { tenant, token, person }, 'everybody')) {
      const { whole, at } = await feed.ended;
      expect(whole, feed.name).toBe(true);
      expect(at, feed.name).toBeGreaterThanOrEqual(Math.min(...ends));
      expect(at - Math.max(...ends), feed.name).toBeLessThan(1_200);
    }
    const again = await scene.token(brief, tenant);
    const later = await scene.signIn(brief, rest.userId);
    // At another gateway, which only knows of the key what the registry says.
    const through = await scene.start('other', { issuer: brief.address, lifeSeconds: 60 });
    const feeds = await feedsOf(
      through,
      { tenant, token: again.token, person: later.token },
      'everybody',
    );
    const { kid = '' } = decodeProtectedHeader(again.token);
    await scene.edit(signingKeyDocumentId(kid), (key) => ({
      ...key,
      state: 'retired',
      retiredAt: now(),
    }));
    const written = Date.now();
    for (const feed of feeds) {
      const { whole, at } = await feed.ended;
      expect(whole, feed.name).toBe(true);
      expect(at - written, feed.name).toBeLessThan(1_000);
    }
    await brief.stop();
    await through.stop();
  });
});

/** An unmodified PouchDB that replicates live both ways. */
const replicate = (address: string, token: string) => {
  const far = new PouchDB(address, {
    skip_setup: true,
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${token}`);
      return PouchDB.fetch(url, { ...init, headers: Object.fromEntries(headers) });
    },
  });
  const near = new PouchDB(join(folder, encodeURIComponent(address)), { adapter: 'leveldb' });
  const live = { live: true, retry: true, batch_size: 20 };
  return [PouchDB.replicate(far, near, live), PouchDB.replicate(near, far, live)];
};

describe('a gateway that closes (G7)', () => {
  it('ends every feed properly and itself within a second, whoever is connected', async () => {
    const of = await holders(gateway);
    const { tenant, token, person } = of;
    const feeds = await feedsOf(gateway, of, 'everybody');
    const replications = [
      [`shop_${tenant.key}_products`, token],
      [sharedName, token],
      ['__users', person],
      ['__tenants', person],
    ].flatMap(([database = '', bearer = '']) =>
      replicate(`${gateway.address}/${database}`, bearer),
    );
    const quiet = new Set<number>();
    replications.forEach((one, at) => {
      void one.on('paused', () => quiet.add(at));
      void one.catch(() => undefined);
    });
    await vi.waitFor(
      () => {
        expect(quiet.size).toBe(replications.length);
      },
      { timeout: 20_000 },
    );
    // Opened ahead and never used, as browsers do.
    const unused = connect({ host: '127.0.0.1', port: Number(new URL(gateway.address).port) });
    // It is cut off, and how that is told is up to the system.
    unused.on('error', () => undefined);
    await new Promise((resolve) => unused.once('connect', resolve));

    const begun = performance.now();
    await gateway.stop();
    expect(performance.now() - begun).toBeLessThan(1_500);
    for (const feed of feeds) {
      expect(await feed.ended, feed.name).toMatchObject({ whole: true });
    }
    for (const one of replications) one.cancel();
    unused.destroy();
  });
});
