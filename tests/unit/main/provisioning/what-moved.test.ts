import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatabaseInfo } from '../../../../src/couch/database-info.ts';
import {
  cheapestInfo,
  markOf,
  movedDatabases,
  nameRanges,
  rangeSize,
} from '../../../../src/main/provisioning/what-moved.ts';

const info = (name: string, updateSeq: string, instanceStartTime = '1'): DatabaseInfo => ({
  name,
  documents: 0,
  deletedDocuments: 0,
  updateSeq,
  instanceStartTime,
  fileSize: 0,
  activeSize: 0,
});

describe('ranges of names', () => {
  it('hold every name there is and every new one, each once', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_+-]{0,6}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 60 }),
        name,
        fc.integer({ min: 1, max: 20 }),
        (names, another, size) => {
          const ranges = nameRanges([...names].sort(), size);
          for (const one of [...names, another]) {
            const holding = ranges.filter(
              ({ from, to }) => (from === null || one >= from) && (to === null || one < to),
            );
            expect(holding).toHaveLength(1);
          }
        },
      ),
    );
  });

  it('are twenty for 3,000 databases, and by name where few of many are wanted', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `d${String(index).padStart(5, '0')}`);
    expect(nameRanges(names, rangeSize)).toHaveLength(20);
    const sizes = { keys: 100, range: rangeSize };
    expect(cheapestInfo(3000, 3002, sizes)).toBe('ranges');
    expect(cheapestInfo(30, 3002, sizes)).toBe('keys');
  });
});

describe('what moved', () => {
  it('is what is wanted and new, written, or another database of the same name', () => {
    const seen = new Map([
      ['same', markOf(info('same', '3-a'))],
      ['written', markOf(info('written', '3-a'))],
      ['remade', markOf(info('remade', '3-a', '1'))],
    ]);
    const found = [
      info('same', '3-a'),
      info('written', '4-a'),
      info('remade', '3-a', '2'),
      info('new', '0'),
      info('unwanted', '9-z'),
    ];
    const wanted = new Set(['same', 'written', 'remade', 'new', 'gone']);
    const moved = movedDatabases(found, wanted, (name) => seen.get(name));
    expect(moved.map(({ name }) => name)).toEqual(['written', 'remade', 'new']);
  });
});
