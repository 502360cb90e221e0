/**
 * Asks gateways and their CouchDB at its own pace, answered or not, with tokens old and new of either; what was
 * not answered as it should be is told. Ends with SIGTERM and prints what it saw in one line.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeProtectedHeader } from 'jose';
import { Pool } from 'undici';
import { z } from 'zod';

const orderSchema = z.object({
  gateways: z.array(z.string()).min(1),
  couchdb: z.string(),
  database: z.string(),
  apiKey: z.string(),
  perSecond: z.number(),
});
const tokenSchema = z.object({ token: z.string() });
/** Tokens that are held at once, the first ones always among them. */
const mostHeld = 60;
const kept = 4;

const order = orderSchema.parse(JSON.parse(process.env['ROTATION_LOAD'] ?? ''));
const gateways = order.gateways.map((url) => new Pool(url, { connections: 32 }));
const couchdb = new Pool(order.couchdb, { connections: 16 });
const held: string[] = [];
const kids = new Set<string>();
const rejected: string[] = [];
let requests = 0;
const state = { going: true };
process.once('SIGTERM', () => {
  state.going = false;
});

async function ask(
  what: string,
  to: Pool,
  options: { method: 'GET' | 'POST'; path: string; token?: string; body?: object },
): Promise<unknown> {
  const { method, path, token, body } = options;
  requests += 1;
  try {
    const answer = await to.request({
      method,
      path,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode === 200) return JSON.parse(text);
    const { kid = 'none' } = token === undefined ? {} : decodeProtectedHeader(token);
    rejected.push(`${what}: ${String(answer.statusCode)} ${text.slice(0, 200)} (key ${kid})`);
  } catch (error) {
    rejected.push(`${what}: ${error instanceof Error ? error.message : 'failed'}`);
  }
  return null;
}

function hold(answer: unknown): void {
  const read = tokenSchema.safeParse(answer);
  if (!read.success) return;
  kids.add(decodeProtectedHeader(read.data.token).kid ?? '');
  held.push(read.data.token);
  if (held.length > mostHeld) held.splice(kept, 1);
}

async function one(at: number): Promise<void> {
  const to = gateways[at % gateways.length];
  const token = held[Math.floor(Math.random() * held.length)];
  if (to === undefined) return;
  const kind = Math.floor(at / gateways.length) % 10;
  if (kind === 0 || token === undefined) {
    const body = { api_key: order.apiKey };
    hold(await ask('exchange', to, { method: 'POST', path: '/auth/token', body }));
  } else if (kind === 5) {
    hold(await ask('refresh', to, { method: 'POST', path: '/auth/refresh', token }));
  } else if (kind === 3) {
    await ask('CouchDB', couchdb, { method: 'GET', path: `/${order.database}`, token });
  } else {
    await ask('gateway', to, { method: 'GET', path: `/${order.database}`, token });
  }
}

for (let at = 0; at < gateways.length; at += 1) await one(at);
process.stdout.write('going\n');
const begun = performance.now();
const pending = new Set<Promise<void>>();
let at = gateways.length;
while (state.going) {
  const due = Math.floor(((performance.now() - begun) * order.perSecond) / 1000);
  for (; at < due; at += 1) {
    const asked = one(at);
    pending.add(asked);
    void asked.finally(() => pending.delete(asked));
  }
  await sleep(2);
}
const seconds = (performance.now() - begun) / 1000;
await Promise.all(pending);
process.stdout.write(
  `${JSON.stringify({ requests, perSecond: requests / seconds, kids: kids.size, rejected })}\n`,
);
await Promise.all([...gateways, couchdb].map((pool) => pool.close()));
