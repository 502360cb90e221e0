import { connect } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PouchDB from 'pouchdb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { sharedName } from '../support/gateway-couchdb.ts';
import { openFeed, type OpenFeed } from '../support/open-feed.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import { wholeGateways, type WholeGateway } from '../support/whole-gateway.ts';

const own = 'shop_acme_products';
let server: CouchDbServer;
let scene: WholeGateway;
let folder: string;

beforeAll(async () => {
  server = await startOwnCouchDb();
  scene = await wholeGateways(server);
  folder = await mkdtemp(join(tmpdir(), 'mycouch-closing-'));
});
afterAll(async () => {
  await scene.end();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
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

describe('a gateway that closes', () => {
  it('ends every feed properly and itself within a second, whoever is connected', async () => {
    const gateway = await scene.start('g1');
    const acme = await scene.tenant('acme');
    const { token } = await scene.token(gateway, acme);
    const person = await scene.signIn(gateway, 'ada');
    const feeds: OpenFeed[] = [];
    for (const [database, bearer, kinds] of [
      [own, token, ['continuous', 'longpoll', 'eventsource']],
      [sharedName, token, ['continuous', 'longpoll', 'eventsource']],
      ['__users', person.token, ['continuous', 'longpoll']],
      ['__tenants', person.token, ['continuous', 'longpoll']],
    ] as const) {
      for (const kind of kinds) {
        feeds.push(await openFeed(gateway.address, database, { kind, token: bearer }));
      }
    }
    const replications = [
      ...replicate(`${gateway.address}/${own}`, token),
      ...replicate(`${gateway.address}/${sharedName}`, token),
      ...replicate(`${gateway.address}/__users`, person.token),
      ...replicate(`${gateway.address}/__tenants`, person.token),
    ];
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
