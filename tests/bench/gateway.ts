import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { tenantDocumentId } from '../../src/shared/documents/tenant.ts';
import { registryDatabase } from '../../src/shared/naming.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { gatewayBeforeCouchDb } from '../support/gateway-couchdb.ts';
import { sampleKeyDocument, sampleTenantDocument } from '../support/gateway-in-process.ts';
import { until } from '../support/gateway-scene.ts';
import { peopleGateways } from '../support/people-gateway.ts';
import { startBareProxy } from './bare-proxy.ts';
import { bareSigner, startBareSigning } from './bare-signing.ts';
import type { BenchServers } from './bench-server.ts';
import { startHaproxy } from './haproxy.ts';
import { loadSeenSchema, type LoadOrder, type LoadSeen } from './gateway-order.ts';

/** One round: everything once, one after the other. Rates are a second, times in milliseconds. */
export interface GatewayRun {
  readonly throughput: {
    readonly couchdb: number;
    readonly bare: number;
    readonly ours: number;
    /** Checking tokens; null where the machine has none. */
    readonly haproxy: number | null;
  };
  readonly latency: {
    readonly couchdb: readonly number[];
    readonly bare: readonly number[];
    readonly ours: readonly number[];
  };
  readonly exchange: number;
  /** A server that signs a token for whoever asks. */
  readonly bareExchange: number;
  /** Signing alone, without a server. */
  readonly signing: number;
  /** From CouchDB's answer to the write that ends a key until it is refused, for a key and for its token. */
  readonly revocation: readonly number[];
}

export const gatewayConnections = 64;
const perSecond = 200;

/**
 * Measures the gateway beside a proxy of the same parts without any check, CouchDB itself, HAProxy checking
 * tokens where the machine has one, and signing alone.
 * Whoever asks is in a thread of its own; gateway and proxy are in this one, and one at a time has to do.
 */
export async function benchGateway(options: {
  readonly runs: number;
  readonly seconds: number;
  readonly servers: BenchServers;
  readonly note: (line: string) => void;
}): Promise<readonly GatewayRun[]> {
  const { runs, seconds, servers, note } = options;
  const server = await servers.take();
  try {
    const scene = await gatewayBeforeCouchDb(server);
    const bare = await startBareProxy(new URL(server.url).origin, 32);
    const signer = await startBareSigning();
    const [signing] = scene.gateway.services.tokens.trusted();
    const haproxy = await startHaproxy(new URL(server.url), signing?.publicKey ?? '', 32);
    try {
      const tenant = await scene.tenant('acme');
      const { token, key } = await scene.token(tenant);
      const path = '/shop_acme_products/product';
      await scene.must('PUT', path, { tenant_id: tenant.tenant_id, text: 'x'.repeat(1_000) });
      const reading = (origin: string, rate: number | null): LoadOrder => ({
        origin,
        method: 'GET',
        path,
        headers: { authorization: `Bearer ${token}` },
        body: null,
        connections: gatewayConnections,
        seconds,
        perSecond: rate,
      });
      const places = { couchdb: new URL(server.url).origin, bare: bare.url, ours: scene.url };
      const exchanging = (origin: string): LoadOrder => ({
        ...reading(origin, null),
        method: 'POST',
        path: '/auth/token',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ api_key: key }),
      });
      const done: GatewayRun[] = [];
      for (let run = 0; run < runs; run += 1) {
        const rate = async (origin: string) => (await load(reading(origin, null))).perSecond;
        const times = async (origin: string) => (await load(reading(origin, perSecond))).latencies;
        const couchdb = await rate(places.couchdb);
        const throughput = {
          couchdb,
          haproxy: haproxy === null ? null : await rate(haproxy.url),
          ...(await inTurns(
            () => rate(places.bare),
            () => rate(places.ours),
          )),
        };
        const latency = {
          couchdb: await times(places.couchdb),
          ...(run % 2 === 0
            ? { bare: await times(places.bare), ours: await times(places.ours) }
            : { ours: await times(places.ours), bare: await times(places.bare) }),
        };
        const exchanged = async (origin: string) => (await load(exchanging(origin))).perSecond;
        const { bare: bareExchange, ours: exchange } = await inTurns(
          () => exchanged(signer.url),
          () => exchanged(scene.url),
        );
        const signing = await signingRate(seconds);
        const revocation = await revocations(server);
        done.push({ throughput, latency, exchange, bareExchange, signing, revocation });
        note(
          `run ${String(run + 1)}: ${throughput.ours.toFixed(0)}/s, bare ${throughput.bare.toFixed(0)}/s, CouchDB ${throughput.couchdb.toFixed(0)}/s, HAProxy ${throughput.haproxy?.toFixed(0) ?? '-'}/s; exchange ${exchange.toFixed(0)}/s, bare ${bareExchange.toFixed(0)}/s, signing ${signing.toFixed(0)}/s; revoked after ${revocation.map((ms) => ms.toFixed(0)).join(', ')} ms`,
        );
      }
      return done;
    } finally {
      await bare.close();
      await signer.close();
      await haproxy?.close();
      await scene.close();
    }
  } finally {
    await servers.giveBack(server);
  }
}

/** Mean rates of two that take turns, so that neither has the better moment of the machine. */
async function inTurns(
  bare: () => Promise<number>,
  ours: () => Promise<number>,
): Promise<{ readonly bare: number; readonly ours: number }> {
  const [a, b, c, d] = [await bare(), await ours(), await ours(), await bare()];
  return { bare: (a + d) / 2, ours: (b + c) / 2 };
}

function load(order: LoadOrder): Promise<LoadSeen> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(import.meta.dirname, 'gateway-load.mjs'), { workerData: order });
    worker.once('message', (seen: unknown) => {
      resolve(loadSeenSchema.parse(seen));
    });
    worker.once('error', reject);
  });
}

/** Tokens a second that jose signs with ES256, as many at once as there are connections, and nothing else. */
async function signingRate(seconds: number): Promise<number> {
  const sign = await bareSigner();
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  let count = 0;
  await Promise.all(
    Array.from({ length: gatewayConnections }, async () => {
      while (performance.now() < end) {
        await sign();
        count += 1;
      }
    }),
  );
  return (count / (performance.now() - begun)) * 1_000;
}

/** A gateway that follows a real registry: how long a key and its token are of use after it was ended there. */
async function revocations(server: CouchDbServer): Promise<readonly number[]> {
  const { scene, start } = await peopleGateways(server);
  const gateway = await start('bench');
  try {
    const now = new Date().toISOString();
    const tenant = sampleTenantDocument(now, { key: 'ended' });
    const put = async (id: string, body: object): Promise<void> => {
      const answer = await scene.admin('PUT', `/${registryDatabase}/${id}`, body);
      if (answer.status !== 201) throw new Error(`${id}: ${JSON.stringify(answer)}`);
    };
    const { access } = gateway.registry;
    await put(tenantDocumentId(tenant.tenant_id), tenant);
    const seen: number[] = [];
    for (let at = 0; at < 5; at += 1) {
      const { key, keyId, document } = sampleKeyDocument(now, tenant.tenant_id);
      await put(document._id, document);
      await until(() => access.apiKey(keyId) !== null && access.tenant(tenant.tenant_id) !== null);
      const exchange = () =>
        fetch(`${gateway.url}/auth/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ api_key: key }),
        });
      const body: unknown = await (await exchange()).json();
      const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : '';
      const held = async (): Promise<boolean> => {
        const [anew, used] = [
          await exchange(),
          await fetch(`${gateway.url}/_session`, {
            headers: { authorization: `Bearer ${String(token)}` },
          }),
        ];
        await Promise.all([anew.arrayBuffer(), used.arrayBuffer()]);
        return anew.status === 200 || used.status === 200;
      };
      if (!(await held())) throw new Error('the key was never of use');
      const found = await scene.admin('GET', `/${registryDatabase}/${document._id}`);
      const rev =
        typeof found.body === 'object' && found.body !== null && '_rev' in found.body
          ? String(found.body._rev)
          : '';
      await put(document._id, { ...document, _rev: rev, enabled: false });
      const begun = performance.now();
      while (await held()) {
        if (performance.now() - begun > 10_000) throw new Error('the key is still of use');
      }
      seen.push(performance.now() - begun);
    }
    return seen;
  } finally {
    await gateway.close();
    await scene.end();
  }
}
