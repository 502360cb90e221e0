import { request, type IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { countingProxy, type CountingProxy } from '../support/counting-proxy.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { sharedName } from '../support/gateway-couchdb.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import { wholeGateways, type StartedGateway, type WholeGateway } from '../support/whole-gateway.ts';

const megabyte = 1024 * 1024;
/** Of what is sent up; the gateway's limit is a little above. */
const long = 20 * megabyte;
/** Few, so that one that is not freed is missed soon. */
const connections = 4;
const patience = { timeout: 10_000, interval: 20 };
const revSchema = z.object({ rev: z.string() });

let server: CouchDbServer;
let scene: WholeGateway;
let proxy: CountingProxy;
let gateway: StartedGateway;
let acme: Tenant;
let token: string;
let collect: () => unknown;

beforeAll(async () => {
  setFlagsFromString('--expose-gc');
  collect = z.function().parse(runInNewContext('gc'));
  server = await startOwnCouchDb();
  scene = await wholeGateways(server);
  proxy = await countingProxy(server.url);
  gateway = await scene.start('g1', {
    couchdb: proxy.url,
    connections,
    passThroughBytes: 24 * megabyte,
  });
  acme = await scene.tenant('acme');
  ({ token } = await scene.token(gateway, acme));
  await scene.must('PUT', `/_node/_local/_config/couchdb/max_attachment_size`, 'infinity');
  for (const [path, size] of [
    ['/shop_acme_products/big', 32 * megabyte],
    [`/${sharedName}/big`, long],
  ] as const) {
    const { rev } = revSchema.parse(await scene.must('PUT', path, { tenant_id: acme.tenant_id }));
    const put = await fetch(`${server.url}${path}/a.bin?rev=${rev}`, {
      method: 'PUT',
      headers: {
        authorization: `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`,
        'content-type': 'application/octet-stream',
      },
      body: Buffer.alloc(size, 7),
    });
    expect(put.status).toBe(201);
  }
});
afterAll(async () => {
  await scene.end();
  await proxy.stop();
  await server.stop();
});

const held = (): number => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
/** Connections to CouchDB that so many bytes of one exchange went over and that are not closed. */
const busy = (way: 'up' | 'down', least: number) =>
  proxy.connections().filter((one) => one.isOpen() && one[way]() >= least).length;
/** Asks for an attachment and reads the first of it. */
const download = (path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${gateway.address}${path}`,
      { headers: { authorization: `Bearer ${token}` } },
      (answer) => {
        answer.on('error', () => undefined);
        answer.once('readable', () => {
          resolve(answer);
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
/** Begins to send something long, piece by piece, for as long as it is taken. */
const upload = (path: string, sizeTold: number | null) => {
  const answered: { status: number | null } = { status: null };
  const sent = request(
    `${gateway.address}${path}`,
    {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/octet-stream',
        ...(sizeTold === null ? {} : { 'content-length': sizeTold }),
      },
    },
    (answer) => {
      answered.status = answer.statusCode ?? 0;
      answer.resume();
    },
  );
  let taken = 0;
  let going = true;
  const piece = Buffer.alloc(megabyte / 4, 5);
  const most = sizeTold ?? Number.POSITIVE_INFINITY;
  const more = (): void => {
    while (going && taken + piece.length <= most) {
      taken += piece.length;
      if (!sent.write(piece)) return;
    }
  };
  sent.on('drain', more);
  sent.on('error', () => (going = false));
  more();
  return {
    taken: () => taken,
    answered,
    abort: () => {
      going = false;
      sent.destroy();
    },
  };
};
const works = async (): Promise<void> => {
  const answer = await fetch(`${gateway.address}/shop_acme_products`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5_000),
  });
  await answer.arrayBuffer();
  expect(answer.status).toBe(200);
};
/** Resolves when a number has not changed for a while. */
const still = async (number: () => number): Promise<number> => {
  let before = -1;
  await vi.waitFor(
    () => {
      const now = number();
      const same = now === before;
      before = now;
      expect(same).toBe(true);
    },
    { timeout: 20_000, interval: 300 },
  );
  return before;
};

describe.each([
  ['a database of the tenant’s own', '/shop_acme_products'],
  ['a shared database', `/${sharedName}`],
])('streams through the gateway and %s (G2)', (_what, database) => {
  it('wait for a slow reader, and free what they hold when it goes', async () => {
    const before = held();
    const open = await Promise.all([1, 2, 3].map(() => download(`${database}/big/a.bin`)));
    await still(() => proxy.connections().reduce((sum, one) => sum + one.down(), 0));
    expect(held() - before).toBeLessThan(30 * megabyte);
    expect(busy('down', megabyte)).toBeGreaterThanOrEqual(3);
    for (const answer of open) answer.destroy();
    await vi.waitFor(() => {
      expect(busy('down', megabyte)).toBe(0);
    }, patience);
    await works();
  });

  it('wait for a slow server, and free what they hold when the client goes', async () => {
    const before = held();
    const place = async (name: string): Promise<string> => {
      const { rev } = revSchema.parse(
        await scene.must('PUT', `${database}/${name}`, { tenant_id: acme.tenant_id }),
      );
      return `${database}/${name}/a.bin?rev=${rev}`;
    };
    const places = await Promise.all(['one', 'two', 'three'].map(place));
    // Lengths told and not told.
    const sending = places.map((path, at) => upload(path, at === 0 ? null : long));
    await vi.waitFor(() => {
      expect(busy('up', megabyte)).toBe(3);
    }, patience);
    proxy.stall();
    const taken = await still(() => sending.reduce((sum, { taken }) => sum + taken(), 0));
    expect(held() - before).toBeLessThan(30 * megabyte);
    expect(taken).toBeLessThan(3 * long);
    for (const { abort } of sending) abort();
    proxy.goOn();
    await vi.waitFor(() => {
      expect(busy('up', megabyte)).toBe(0);
    }, patience);
    await works();
    for (const path of places) {
      const answer = await fetch(`${gateway.address}${path.split('?')[0] ?? ''}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(404);
    }
  });
});

describe('what is longer than may be', () => {
  it('is refused where nobody said how long it is, and leaves nothing behind', async () => {
    const { rev } = revSchema.parse(
      await scene.must('PUT', '/shop_acme_products/long', { tenant_id: acme.tenant_id }),
    );
    const sending = upload(`/shop_acme_products/long/a.bin?rev=${rev}`, null);
    await vi.waitFor(() => {
      expect(sending.answered.status).toBe(413);
    }, patience);
    sending.abort();
    await vi.waitFor(() => {
      expect(busy('up', megabyte)).toBe(0);
    }, patience);
    await works();
  });
});
