/** A thread of the gateway's bench that asks: `workerData` says what, and the figures come back as its message. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Client, Pool } from 'undici';
import { loadOrderSchema, type LoadOrder, type LoadSeen } from './gateway-order.ts';

const order = loadOrderSchema.parse(workerData);
parentPort?.postMessage(order.perSecond === null ? await closed(order) : await open(order));

/** Each connection asks again as soon as it was answered. */
async function closed(wanted: LoadOrder): Promise<LoadSeen> {
  const { seconds, connections } = wanted;
  const clients = Array.from({ length: connections }, () => new Client(wanted.origin));
  const run = async (until: number): Promise<number> => {
    let count = 0;
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < until) {
          await ask(client, wanted);
          count += 1;
        }
      }),
    );
    return count;
  };
  await run(performance.now() + 1_000);
  const begun = performance.now();
  const count = await run(begun + seconds * 1_000);
  const took = performance.now() - begun;
  await Promise.all(clients.map((client) => client.close()));
  return { perSecond: (count / took) * 1_000, latencies: [] };
}

/** Asks at its own pace, whether it was answered or not; the time counts from when it was due. */
async function open(wanted: LoadOrder & { perSecond: number | null }): Promise<LoadSeen> {
  const { seconds, connections, perSecond } = wanted;
  const pool = new Pool(wanted.origin, { connections });
  const latencies: number[] = [];
  const pending: Promise<void>[] = [];
  const between = 1_000 / (perSecond ?? 1);
  const warm = Math.ceil(1_000 / between);
  const begun = performance.now();
  for (let at = 0; at < warm + (seconds * 1_000) / between; at += 1) {
    const due = begun + at * between;
    // A timer is late by up to a millisecond; the rest is waited for by turns of the loop.
    if (due - performance.now() > 2) await sleep(due - performance.now() - 1.5);
    while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
    const sent = performance.now();
    pending.push(
      ask(pool, wanted).then(() => {
        if (at >= warm) latencies.push(performance.now() - sent);
      }),
    );
  }
  await Promise.all(pending);
  await pool.close();
  return { perSecond: 0, latencies };
}

async function ask(
  client: Client | Pool,
  { method, path, headers, body }: LoadOrder,
): Promise<void> {
  const answer = await client.request({ method, path, headers, body });
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`${path}: ${String(answer.statusCode)}`);
}
