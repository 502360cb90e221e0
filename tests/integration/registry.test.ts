import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PouchDB from 'pouchdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import { editTenant } from '../../src/shared/commands/edit-tenant.ts';
import { suspendTenant } from '../../src/shared/commands/suspend-tenant.ts';
import type { Registry } from '../../src/main/registry/registry.ts';
import { openPreparedRegistry, openTestRegistry } from '../support/open-test-registry.ts';
import { sampleTenant } from '../support/registry-samples.ts';

let directory = '';
let registry: Registry;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycouch-registry-'));
  registry = await openPreparedRegistry(directory);
});
afterEach(async () => {
  await registry.close();
  await rm(directory, { recursive: true, force: true });
});

const indexPath = () => join(directory, 'index.jsonl');

async function create(key: string): Promise<string> {
  return (await registry.execute(createTenant(sampleTenant(key)))).tenantId;
}

async function reopen(): Promise<void> {
  await registry.close();
  registry = await openTestRegistry(directory);
}

/** Writes past the registry, as a newer console or another program would. */
async function writeRaw(documents: readonly object[]): Promise<void> {
  const raw = new PouchDB(join(directory, 'registry'), { adapter: 'leveldb' });
  await raw.bulkDocs({ docs: documents });
  await raw.close();
}

describe('executing commands', () => {
  it('shows a command in the snapshot, the sequence and the audit log once it is acknowledged', async () => {
    const before = {
      seq: registry.seq(),
      revision: registry.revision(),
      state: registry.snapshot(),
    };
    const id = await create('abc');
    expect(registry.snapshot().tenants.get(id)).toMatchObject({ key: 'abc', enabled: true });
    expect(before.state.tenants.size).toBe(0);
    expect(registry.seq()).toBe(before.seq + 3);
    expect(registry.revision()).toBeGreaterThan(before.revision);
    expect(await registry.changesAfter(before.seq)).toBe(3);
    const page = await registry.auditPage({ tenantId: id, offset: 0, limit: 10 });
    expect(page.rows).toMatchObject([
      { action: 'tenant_created', device: 'device', actor: 'anna' },
    ]);
  });

  it('runs them one after the other, whoever comes first', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => registry.execute(createTenant(sampleTenant('same')))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(registry.snapshot().tenants.size).toBe(1);
  });

  it('writes nothing for a command that throws, and goes on with the next', async () => {
    const seq = registry.seq();
    await expect(create('Bad')).rejects.toMatchObject({ code: 'key-invalid' });
    expect(registry.seq()).toBe(seq);
    await create('good');
  });

  it('pages the audit log newest first', async () => {
    const ids: string[] = [];
    for (const key of ['one', 'two', 'three']) ids.push(await create(key));
    await registry.execute(suspendTenant({ tenantId: ids[0] ?? '' }));
    const first = await registry.auditPage({ tenantId: null, offset: 0, limit: 2 });
    const second = await registry.auditPage({ tenantId: null, offset: 2, limit: 10 });
    expect(first.total).toBe(5);
    expect(first.rows).toHaveLength(2);
    expect(first.rows[0]?.action).toBe('tenant_suspended');
    const times = [...first.rows, ...second.rows].map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort().reverse());
    const own = await registry.auditPage({ tenantId: ids[1] ?? '', offset: 0, limit: 10 });
    expect(own.total).toBe(1);
  });
});

describe('opening', () => {
  it('refuses a directory that is open in this process already', async () => {
    await expect(openTestRegistry(directory)).rejects.toMatchObject({ code: 'data-in-use' });
    await create('still-working');
  });
});

describe('documents it cannot use', () => {
  it('lists them, leaves them alone and works on', async () => {
    await registry.close();
    await writeRaw([
      { _id: 'workspace_1', type: 'workspace', name: 'Old' },
      { _id: 'tenant_broken', type: 'tenant', name: 7 },
      { _id: '_design/guard', language: 'javascript' },
    ]);
    registry = await openTestRegistry(directory);
    expect(registry.problems()).toMatchObject([
      { id: 'workspace_1', kind: 'unknown-kind' },
      { id: 'tenant_broken', kind: 'broken' },
    ]);
    await create('abc');
    await reopen();
    expect(registry.problems()).toHaveLength(2);
  });

  it('lets go of a document that was deleted', async () => {
    const id = await create('abc');
    const tenant = registry.snapshot().tenants.get(id);
    await registry.close();
    await writeRaw([{ _id: tenant?._id, _rev: tenant?._rev, _deleted: true }]);
    registry = await openTestRegistry(directory);
    expect(registry.snapshot().tenants.has(id)).toBe(false);
    expect(registry.snapshot().tenantsByKey.has('abc')).toBe(false);
  });
});

describe('the index file', () => {
  it('is taken where it fits: opening reads no document again', async () => {
    const id = await create('abc');
    await reopen();
    expect(registry.revision()).toBe(0);
    expect(registry.snapshot().tenants.get(id)?.key).toBe('abc');
  });

  it.each([
    ['gone', () => rm(indexPath())],
    ['empty', () => writeFile(indexPath(), '')],
    [
      'cut short',
      async () => writeFile(indexPath(), (await readFile(indexPath(), 'utf8')).slice(0, -80)),
    ],
    [
      'changed in one letter',
      async () => {
        const text = await readFile(indexPath(), 'utf8');
        await writeFile(indexPath(), text.replace('Tenant abc', 'Tenant xyz'));
      },
    ],
    ['of garbage', () => writeFile(indexPath(), '\u0000\u0001\n{}\n')],
  ])('is rebuilt where it is %s', async (_how, damage) => {
    const id = await create('abc');
    await registry.close();
    await damage();
    registry = await openTestRegistry(directory);
    expect(registry.revision()).toBeGreaterThan(0);
    expect(registry.snapshot().tenants.get(id)?.name).toBe('Tenant abc');
  });

  it('is rebuilt where the database is another one', async () => {
    await create('abc');
    await registry.close();
    const stale = await readFile(indexPath());
    await rm(join(directory, 'registry'), { recursive: true });
    registry = await openPreparedRegistry(directory);
    const id = await create('xyz');
    await registry.close();
    await writeFile(indexPath(), stale);
    registry = await openTestRegistry(directory);
    expect([...registry.snapshot().tenants.keys()]).toEqual([id]);
  });

  it('is rebuilt where sequence numbers were lost and given out again', async () => {
    const kept = await create('kept');
    await registry.close();
    // A copy of the database stands for what is left of it after the end of its log was lost.
    await cp(join(directory, 'registry'), join(directory, 'earlier'), { recursive: true });
    registry = await openTestRegistry(directory);
    await create('lost');
    await registry.close();
    const stale = await readFile(indexPath());
    await rm(join(directory, 'registry'), { recursive: true });
    await cp(join(directory, 'earlier'), join(directory, 'registry'), { recursive: true });
    await rm(indexPath());
    registry = await openTestRegistry(directory);
    const again = await create('again');
    await create('more');
    await registry.close();
    await writeFile(indexPath(), stale);
    registry = await openTestRegistry(directory);
    const { tenantsByKey } = registry.snapshot();
    expect([...tenantsByKey.keys()].sort()).toEqual(['again', 'kept', 'more']);
    expect(registry.snapshot().tenants.get(kept)?.key).toBe('kept');
    expect(registry.snapshot().tenants.get(again)?.key).toBe('again');
  });
});

describe('unknown fields', () => {
  it('survive an edit', async () => {
    const id = await create('abc');
    const tenant = registry.snapshot().tenants.get(id);
    await registry.close();
    await writeRaw([{ ...tenant, from_the_future: { x: 1 } }]);
    registry = await openTestRegistry(directory);
    await registry.execute(editTenant({ tenantId: id, name: 'New' }));
    expect(registry.snapshot().tenants.get(id)).toMatchObject({
      name: 'New',
      from_the_future: { x: 1 },
    });
  });
});
