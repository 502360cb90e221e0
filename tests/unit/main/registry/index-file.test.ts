import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  readIndexFile,
  writeIndexFile,
  type StoredIndex,
} from '../../../../src/main/registry/index-file.ts';
import { fleetTenant } from '../../../support/fleet.ts';

let directory = '';
let path = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycouch-index-'));
  path = join(directory, 'index.jsonl');
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const position = {
  databaseUuid: '83266ad1-67e5-44f1-9a03-419650252eb1',
  seq: 12,
  lastId: 'tenant_x',
  lastRev: '1-abc',
};

/** Enough for several pieces, with what makes lines long or odd. */
function stored(tenants: number): StoredIndex {
  return {
    position,
    entries: [
      ...Array.from({ length: tenants }, (_, n) => {
        const document = {
          ...fleetTenant(`tenant-${String(n)}`, {
            name: n % 7 === 0 ? 'Ligne\nbrisée,\u2028 書店 🍏' : 'Plain',
            description: 'words '.repeat(n % 400),
          }),
          _rev: `1-${String(n)}`,
        };
        return {
          id: document._id,
          entry: { kind: 'document' as const, rev: document._rev, document },
          others: n % 5 === 0 ? ['1-other'] : [],
        };
      }),
      {
        id: 'strange_1',
        entry: {
          kind: 'problem' as const,
          rev: '1-a',
          problem: 'unknown-kind' as const,
          reason: '?',
        },
        others: ['1-b'],
      },
    ],
  };
}

describe('the file of the index', () => {
  it('is read as it was written, across its pieces', async () => {
    const index = stored(3000);
    await writeIndexFile(path, index);
    expect((await readFile(path)).length).toBeGreaterThan(3 * 2 ** 20);
    expect(await readIndexFile(path)).toEqual(index);
  });

  it('is read empty', async () => {
    await writeIndexFile(path, { position, entries: [] });
    expect(await readIndexFile(path)).toEqual({ position, entries: [] });
  });

  it('is none where there is no file', async () => {
    expect(await readIndexFile(path)).toBeNull();
  });

  it.each([
    ['a byte of a document', (text: string) => text.replace('Plain', 'Plaim')],
    ['the end cut off', (text: string) => text.slice(0, -200)],
    ['a line taken out', (text: string) => text.split('\n').toSpliced(3, 1).join('\n')],
    ['other schemas', (text: string) => text.replace(/"kinds":"./, '"kinds":"x')],
    ['no line break at its end', (text: string) => text.slice(0, -1)],
    ['nothing in it', () => ''],
    ['something else', () => 'hello\n'.repeat(100)],
  ])('is not believed with %s', async (_what, damage) => {
    await writeIndexFile(path, stored(20));
    await writeFile(path, damage(await readFile(path, 'utf8')));
    expect(await readIndexFile(path)).toBeNull();
  });
});
