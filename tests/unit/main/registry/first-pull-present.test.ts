import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PulledDocument } from '../../../../src/main/registry/first-pull-batches.ts';
import { createPresentIds } from '../../../../src/main/registry/first-pull-present.ts';
import { openLocalDatabase, type LocalDatabase } from '../../../../src/main/registry/pouch.ts';

let directory = '';
let db: LocalDatabase;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycouch-present-'));
  db = await openLocalDatabase(join(directory, 'registry'), (write) => write());
});
afterEach(async () => {
  await db.close();
  await rm(directory, { recursive: true, force: true });
});

function leaf(id: string, ids: readonly string[], deleted = false): PulledDocument {
  const [newest = ''] = ids;
  return {
    _id: id,
    _rev: `${ids.length}-${newest}`,
    ...(deleted ? { _deleted: true } : { field: id }),
    _revisions: { start: ids.length, ids },
  };
}

describe('the ids of what is here', () => {
  it('has those deleted, of designs, and written by anybody since', async () => {
    const present = createPresentIds(db);
    expect(await present.catchUp()).toBe(0);
    await db.write([{ _id: 'plain' }, { _id: '_design/guard', language: 'javascript' }]);
    await db.writeRevisions([leaf('gone', ['b', 'a'], true)]);
    await present.catchUp();
    for (const id of ['plain', '_design/guard', 'gone']) expect(present.has(id)).toBe(true);
    expect(present.has('other')).toBe(false);
    const many = Array.from({ length: 1500 }, (_, at) => leaf(`many-${at}`, ['a']));
    await db.writeRevisions(many);
    expect(await present.catchUp()).toBe(1503);
    expect(Array.from({ length: 1500 }, (_, at) => `many-${at}`).every(present.has)).toBe(true);
  });

  it('has what was added, before the database says so', async () => {
    const present = createPresentIds(db);
    present.add(['mine']);
    expect(present.has('mine')).toBe(true);
    await db.writeRevisions([leaf('mine', ['a'])], 'new');
    await present.written();
    expect(await present.catchUp()).toBe(1);
  });
});

describe('documents that are known to be new', () => {
  const documents = [
    leaf('one', ['a']),
    leaf('two', ['c', 'b', 'a']),
    leaf('gone', ['b', 'a'], true),
  ];
  const copies = () => structuredClone(documents);

  it('are written as all others are', async () => {
    const other = await openLocalDatabase(join(directory, 'other'), (write) => write());
    await db.writeRevisions(copies(), 'new');
    await other.writeRevisions(copies());
    expect(await db.changes(0, 100, true)).toEqual(await other.changes(0, 100, true));
    for (const { _id } of documents) expect(await db.leaves(_id)).toEqual(await other.leaves(_id));
    await other.close();
  });

  it('are found by whoever reads them in the same moment', async () => {
    const written = db.writeRevisions(copies(), 'new');
    const reads = Array.from({ length: 20 }, () => db.read('one'));
    await written;
    expect(await db.read('one')).toMatchObject({ field: 'one' });
    await Promise.all(reads);
    // What comes again is here by now, and merged.
    await db.writeRevisions([...copies(), leaf('one', ['z'])]);
    expect((await db.leaves('one')).length).toBe(2);
    expect(await db.updateSeq()).toBe(4);
  });
});
