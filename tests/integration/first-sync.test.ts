import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import type { Registry } from '../../src/main/registry/registry.ts';
import type { FirstPullResult } from '../../src/main/registry/replication.ts';
import { seedDatabase } from '../bench/sync-database.ts';
import { serverLeaves, storedLeaves } from '../support/database-leaves.ts';
import { startFaultProxy, type FaultPlan, type FaultProxy } from '../support/fault-proxy.ts';
import { openPreparedRegistry, openTestRegistry } from '../support/open-test-registry.ts';
import { sampleTenant } from '../support/registry-samples.ts';

const documents = 3000;
const server = inject('couchdb');
const database = `first-sync-${randomUUID()}`;
const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;
let wanted: ReadonlyMap<string, string>;
let proxy: FaultProxy;
let directory = '';
let registry: Registry;

const withAuthorization: typeof globalThis.fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('authorization', authorization);
  return fetch(input, { ...init, headers });
};

async function onServer(method: string, path: string, body?: object): Promise<void> {
  const answer = await withAuthorization(`${server.url}/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)}`);
  await answer.arrayBuffer();
}

beforeAll(async () => {
  await seedDatabase(server, database, documents);
  await onServer('PUT', `${database}/_design/guard`, { language: 'javascript' });
  await onServer('PUT', `${database}/with-attachment`, {
    _attachments: { 'a.txt': { content_type: 'text/plain', data: 'aGVsbG8=' } },
  });
  wanted = await serverLeaves(`${server.url}/${database}`, withAuthorization);
  proxy = await startFaultProxy(server.url);
});
afterAll(async () => {
  await proxy.stop();
  await onServer('DELETE', database);
});
beforeEach(async () => {
  proxy.setPlan(() => undefined);
  directory = await mkdtemp(join(tmpdir(), 'mycouch-first-sync-'));
  registry = await openTestRegistry(directory);
});
afterEach(async () => {
  await registry.close();
  await rm(directory, { recursive: true, force: true });
});

function pull(
  signal = new AbortController().signal,
  onProgress: (progress: { total: number; received: number }) => void = () => undefined,
): Promise<FirstPullResult | null> {
  const target = { url: `${proxy.url}/${database}`, fetch: withAuthorization };
  return registry.firstPull(target, { signal, onProgress });
}

async function expectAllHere(): Promise<void> {
  await registry.close();
  const here = await storedLeaves(join(directory, 'registry'));
  const different = [...wanted].filter(([leaf, digest]) => here.get(leaf) !== digest);
  expect(different.map(([leaf]) => leaf)).toEqual([]);
  expect(here.size).toBe(wanted.size);
}

/** Paths of the requests since a moment, without the address of the database. */
function asked(since: number): readonly string[] {
  return proxy
    .requests()
    .slice(since)
    .map(({ method, path }) => `${method} ${path.replace(`/${database}`, '')}`);
}

describe('the first sync', () => {
  it('brings every leaf with its history, conflicts and deletions too, into database and index', async () => {
    const told: { total: number; received: number }[] = [];
    const brought = await pull(undefined, (progress) => told.push(progress));
    expect(brought?.received).toBe(documents + 2);
    expect(told.at(-1)).toEqual({ total: documents + 2, received: documents + 2 });
    const indexed = registry.snapshot();
    await registry.close();
    await rm(join(directory, 'index.jsonl'), { force: true });
    registry = await openTestRegistry(directory);
    // What was put into the index from memory is what reading the database anew gives.
    expect(indexed.tenants.size).toBeGreaterThan(800);
    expect(new Map([...indexed.tenants].sort())).toEqual(
      new Map([...registry.snapshot().tenants].sort()),
    );
    expect(new Map([...indexed.accounts].sort())).toEqual(
      new Map([...registry.snapshot().accounts].sort()),
    );
    await expectAllHere();
  });

  it('leaves checkpoints from which the ordinary replication goes on', async () => {
    const brought = await pull();
    const since = proxy.requests().length;
    const target = { url: `${proxy.url}/${database}`, fetch: withAuthorization };
    let pulled = 0;
    await registry.replicate(target, {
      live: false,
      onProgress: ({ direction, written }) => {
        if (direction === 'pull') pulled = Math.max(pulled, written);
      },
    }).ended;
    expect(pulled).toBe(0);
    expect(asked(since).filter((request) => request.includes('_bulk_get'))).toEqual([]);
    const feeds = asked(since).filter((request) => request.includes('/_changes'));
    expect(feeds.length).toBeLessThanOrEqual(2);
    for (const feed of feeds) expect(feed).toContain(encodeURIComponent(brought?.lastSeq ?? '-'));
    expect(await pull()).toBeNull();
  });

  it('goes on where it was given up, after a new start too', async () => {
    const ending = new AbortController();
    await expect(
      pull(ending.signal, ({ received }) => {
        if (received > 2500) ending.abort();
      }),
    ).rejects.toThrow();
    await registry.close();
    registry = await openTestRegistry(directory);
    const since = proxy.requests().length;
    const again = await pull();
    expect(again?.received).toBeGreaterThan(0);
    expect(again?.received).toBeLessThan(documents / 2);
    const bodies = asked(since).filter((request) => request.includes('_bulk_get'));
    expect(bodies.length).toBeLessThanOrEqual(6);
    await expectAllHere();
  });

  it('rejects at a broken network or a refusal, and brings everything afterwards', async () => {
    const faults: readonly FaultPlan[] = [
      ({ path }) => (path.includes('_bulk_get') ? { kind: 'reset' } : undefined),
      ({ path }) => (path.includes('_bulk_get') ? { kind: 'cut', bytes: 20_000 } : undefined),
      ({ path }) => (path.includes('_bulk_get') ? { kind: 'garbage' } : undefined),
      ({ path }) => (path.includes('_changes') ? { kind: 'status', status: 401 } : undefined),
      ({ method }) => (method === 'PUT' ? { kind: 'status', status: 500 } : undefined),
    ];
    for (const plan of faults) {
      proxy.setPlan(plan);
      await expect(pull()).rejects.toThrow();
    }
    proxy.setPlan(() => undefined);
    expect(await pull()).not.toBeNull();
    await expectAllHere();
  });

  it('lets a command in between, whose documents go out afterwards', async () => {
    await registry.close();
    await rm(directory, { recursive: true, force: true });
    registry = await openPreparedRegistry(directory, 'anna');
    const before = registry.seq();
    const edits: Promise<{ tenantId: string }>[] = [];
    await pull(undefined, ({ received }) => {
      if (received > 0 && edits.length === 0) {
        edits.push(registry.execute(createTenant(sampleTenant('mine'))));
      }
    });
    const [made] = await Promise.all(edits);
    const tenantId = made?.tenantId ?? '';
    await registry.caughtUp();
    expect(registry.snapshot().tenants.get(tenantId)?.key).toBe('mine');
    expect(registry.seq()).toBeGreaterThan(before + documents);
    expect(registry.snapshot().tenants.size).toBeGreaterThan(800);
  });

  it('leaves a small server to the ordinary replication', async () => {
    const small = `${database}-small`;
    await seedDatabase(server, small, 50);
    const target = { url: `${proxy.url}/${small}`, fetch: withAuthorization };
    const options = { signal: new AbortController().signal, onProgress: () => undefined };
    expect(await registry.firstPull(target, options)).toBeNull();
    await registry.replicate(target, { live: false, onProgress: () => undefined }).ended;
    expect(registry.snapshot().tenants.size).toBeGreaterThan(10);
    await onServer('DELETE', small);
  });
});
