import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { activateTenant } from '../../src/shared/commands/activate-tenant.ts';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import { editTenant } from '../../src/shared/commands/edit-tenant.ts';
import { importTenants } from '../../src/shared/commands/import-tenants.ts';
import { rotateAccounts } from '../../src/shared/commands/rotate-accounts.ts';
import { suspendTenant } from '../../src/shared/commands/suspend-tenant.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import type { Registry } from '../../src/main/registry/registry.ts';
import type {
  Replication,
  ReplicationProgress,
  ReplicationTarget,
} from '../../src/main/registry/replication.ts';
import { openPreparedRegistry } from '../support/open-test-registry.ts';
import { sampleCredentials, sampleTenant } from '../support/registry-samples.ts';

const server = inject('couchdb');
const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;
let target: ReplicationTarget;
let directory = '';
let anna: Registry;
let ben: Registry;

beforeEach(async () => {
  const url = `${server.url}/registry-${randomUUID()}`;
  target = { url, fetch: withAuthorization };
  await onServer('PUT', '');
  directory = await mkdtemp(join(tmpdir(), 'mycouch-replication-'));
  anna = await openPreparedRegistry(join(directory, 'anna'), 'anna');
  ben = await openPreparedRegistry(join(directory, 'ben'), 'ben');
});
afterEach(async () => {
  await Promise.all([anna.close(), ben.close()]);
  await onServer('DELETE', '');
  await rm(directory, { recursive: true, force: true });
});

const withAuthorization: typeof globalThis.fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('authorization', authorization);
  return fetch(input, { ...init, headers });
};

async function onServer(method: string, path: string, body?: object): Promise<void> {
  const answer = await withAuthorization(`${target.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`);
}

function rotatedAt(registry: Registry, tenantId: string): number {
  const accounts = registry.snapshot().accounts.get(tenantId) ?? [];
  return Date.parse(accounts.find(({ name }) => name === 'sync')?.rotatedAt ?? '');
}

/** One round both ways; answers what was told on the way. */
async function once(registry: Registry, to = target): Promise<readonly ReplicationProgress[]> {
  const told: ReplicationProgress[] = [];
  await registry.replicate(to, { live: false, onProgress: (progress) => told.push(progress) })
    .ended;
  return told;
}

async function meet(): Promise<void> {
  for (const registry of [anna, ben, anna]) await once(registry);
}

/** Resolves when the registry's state satisfies it; the test's own time limit is the end of patience. */
function until(registry: Registry, satisfied: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!satisfied()) return;
      stop();
      resolve();
    };
    const stop = registry.onChange(look);
    look();
  });
}

async function create(registry: Registry, key: string): Promise<string> {
  return (await registry.execute(createTenant(sampleTenant(key)))).tenantId;
}

function tenant(registry: Registry, id: string): Tenant | undefined {
  return registry.snapshot().tenants.get(id);
}

describe('replicating once', () => {
  it('brings thousands of documents across, and everyone ends with the same', async () => {
    const tenants = Array.from({ length: 700 }, (_, n) => ({
      line: n + 2,
      key: `t-${String(n)}`,
      name: `Tenant ${String(n)}`,
      tenantId: randomUUID(),
      credentials: sampleCredentials(),
    }));
    await anna.execute(importTenants({ tenants, blueprint: 'blueprint_shop' }));
    await create(ben, 'of-ben');
    await meet();
    expect(ben.snapshot().tenants.size).toBe(701);
    const byId = (registry: Registry) => new Map([...registry.snapshot().tenants].sort());
    expect(byId(anna)).toEqual(byId(ben));
    expect(anna.snapshot().accounts.size).toBe(701);
    expect(ben.problems()).toEqual([]);
  });

  it('tells how far it came, and has nothing to do the second time', async () => {
    await create(anna, 'abc');
    const first = await once(anna);
    expect(first.findLast(({ direction }) => direction === 'push')).toMatchObject({
      kind: 'caught-up',
      written: 4,
      lastSeq: anna.seq(),
    });
    const second = await once(anna);
    expect(second.findLast(({ direction }) => direction === 'push')).toMatchObject({ written: 0 });
    expect(await anna.changesAfter(anna.seq())).toBe(0);
  });

  it('takes no notice of the design documents of the server', async () => {
    await onServer('PUT', '/_design/guard', { language: 'javascript' });
    await once(anna);
    expect(anna.problems()).toEqual([]);
  });

  it('reports a write that the server refuses, and carries on with the others', async () => {
    await onServer('PUT', '/_design/guard', {
      language: 'javascript',
      validate_doc_update:
        "function (doc) { if (doc._id.indexOf('account_') === 0) throw({ forbidden: 'no accounts' }); }",
    });
    const id = await create(anna, 'abc');
    // The administrator of a server is bound by its guards too.
    const told = await once(anna);
    expect(told.filter(({ kind }) => kind === 'refused')).toHaveLength(2);
    await once(ben);
    expect(tenant(ben, id)?.key).toBe('abc');
    expect(ben.snapshot().accounts.size).toBe(0);
  });

  it('fails with the cause where nobody answers, both directions ended', async () => {
    const told: ReplicationProgress[] = [];
    const nobody = {
      url: 'http://127.0.0.1:9/registry',
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    };
    const replication = anna.replicate(nobody, { live: true, onProgress: (p) => told.push(p) });
    await expect(replication.ended).rejects.toBeTruthy();
    expect(told.map(({ kind }) => kind)).toContain('stopped');
    await create(anna, 'still-working');
  });
});

describe('a line that breaks', () => {
  it('after any number of requests fails that round only, and loses nothing', async () => {
    const id = await create(anna, 'abc');
    await create(ben, 'xyz');
    await once(ben);
    let rounds = 0;
    for (let left = 0; ; left += 1) {
      let open = left;
      const breaking: ReplicationTarget = {
        url: target.url,
        fetch: (input, init) => {
          open -= 1;
          return open < 0
            ? Promise.reject(new TypeError('fetch failed'))
            : withAuthorization(input, init);
        },
      };
      const passed = await once(anna, breaking).then(
        () => true,
        () => false,
      );
      if (passed) break;
      rounds += 1;
    }
    expect(rounds).toBeGreaterThan(5);
    await once(ben);
    expect(tenant(ben, id)?.key).toBe('abc');
    expect(anna.snapshot().tenants).toEqual(ben.snapshot().tenants);
  });
});

describe('a server that is ill for a moment', () => {
  it('is asked for documents together the next time as well', async () => {
    const id = await create(ben, 'abc');
    await once(ben);
    const asked: string[] = [];
    const failing: ReplicationTarget = {
      url: target.url,
      fetch: (input, init) => {
        const { href } = new URL(input instanceof Request ? input.url : input);
        asked.push(href.slice(target.url.length));
        const together = asked.filter((path) => path.startsWith('/_bulk_get'));
        return together.length === 1 && asked.at(-1) === together[0]
          ? Promise.resolve(new Response('{"error":"ill"}', { status: 503 }))
          : withAuthorization(input, init);
      },
    };
    await expect(once(anna, failing)).rejects.toBeInstanceOf(Error);
    expect(tenant(anna, id)).toBeUndefined();
    await once(anna, failing);
    expect(tenant(anna, id)?.key).toBe('abc');
    expect(asked.filter((path) => path.includes('open_revs'))).toEqual([]);
  });
});

describe('replicating live', () => {
  it('shows the edits of the one to the other until it is stopped', async () => {
    const running: Replication[] = [anna, ben].map((registry) =>
      registry.replicate(target, { live: true, onProgress: () => undefined }),
    );
    const id = await create(anna, 'abc');
    await until(ben, () => tenant(ben, id) !== undefined);
    await ben.execute(suspendTenant({ tenantId: id }));
    await until(anna, () => tenant(anna, id)?.enabled === false);
    await Promise.all(running.map((replication) => replication.stop()));
    await Promise.all(running.map(({ ended }) => ended));
  });

  it('ends with the registry', async () => {
    const replication = anna.replicate(target, { live: true, onProgress: () => undefined });
    await anna.close();
    await replication.ended;
    anna = await openPreparedRegistry(join(directory, 'anna'), 'anna');
  });
});

describe('edits that met', () => {
  it('keeps a tenant suspended whatever the other side edited, until somebody who knows activates it', async () => {
    const id = await create(anna, 'abc');
    await meet();
    await anna.execute(suspendTenant({ tenantId: id }));
    // Two edits against one: the branch of ben wins.
    await ben.execute(editTenant({ tenantId: id, name: 'One' }));
    await ben.execute(editTenant({ tenantId: id, name: 'Two' }));
    await meet();
    for (const registry of [anna, ben]) {
      expect(tenant(registry, id)).toMatchObject({
        name: 'Two',
        enabled: false,
        generation: 2,
        epoch: 2,
      });
    }
    await ben.execute(activateTenant({ tenantId: id }));
    await meet();
    for (const registry of [anna, ben]) {
      expect(tenant(registry, id)).toMatchObject({ enabled: true, generation: 3, epoch: 2 });
    }
    await anna.close();
    anna = await openPreparedRegistry(join(directory, 'anna'), 'anna');
    expect(tenant(anna, id)).toMatchObject({ name: 'Two', enabled: true, generation: 3 });
  });

  it('has the latest of two rotations on every side, whichever document wins', async () => {
    const input = sampleTenant('acme');
    await anna.execute(createTenant(input));
    await once(anna);
    await once(ben);
    const rotation = (fill: string) => {
      const credential = sampleCredentials(fill).get('sync');
      if (credential === undefined) throw new Error('no credential');
      return { tenantId: input.tenantId, account: 'sync', ...credential };
    };
    // Of several pairs of documents, CouchDB lets now the one and now the other win.
    for (const [round, fill] of ['1', '2', '3', '4', '5', '6'].entries()) {
      const [earlier, later] = round % 2 === 0 ? [anna, ben] : [ben, anna];
      await earlier.execute(rotateAccounts({ rotations: [rotation(fill)], overlapHours: 0 }));
      // Times have milliseconds, and the later rotation is to be the later one.
      await expect.poll(() => Date.now()).toBeGreaterThan(rotatedAt(earlier, input.tenantId));
      const last = rotation(fill);
      await later.execute(rotateAccounts({ rotations: [last], overlapHours: 0 }));
      await once(anna);
      await once(ben);
      await once(anna);
      for (const registry of [anna, ben]) {
        const [, account] = registry.snapshot().accounts.get(input.tenantId) ?? [];
        expect(account).toMatchObject({ name: 'sync', credential_id: last.credentialId });
      }
    }
  });

  it('shows both tenants where two laptops chose one key', async () => {
    const ids = [await create(anna, 'same'), await create(ben, 'same')];
    await meet();
    for (const registry of [anna, ben]) {
      expect(registry.snapshot().tenantsByKey.get('same')).toEqual([...ids].sort());
    }
  });

  it('has no conflict over the preset, which both wrote', async () => {
    await meet();
    expect(anna.snapshot().blueprints.get('blueprint_shop')?._rev).toBe(
      ben.snapshot().blueprints.get('blueprint_shop')?._rev,
    );
  });
});
