import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LevelDown } from 'leveldown';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLevelStore, type LevelStore } from '../../../../src/main/registry/level-store.ts';

const key = (id: string, store = 'document-store') => `\u00ff${store}\u00ff${id}`;
let directory = '';
let level: LevelStore;
let opened: LevelDown;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycouch-level-'));
  level = createLevelStore();
  opened = level.open(directory);
  await asked('open', {});
  // What is said to be absent below is here, so that one sees who gave the answer.
  await asked('put', key('a'), 'is here', {});
});
afterEach(async () => {
  await asked('close');
  await rm(directory, { recursive: true, force: true });
});

function asked(method: keyof LevelDown, ...parameters: readonly unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    opened[method](...parameters, (error: unknown, value: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve(value);
    });
  });
}

const read = (wanted: string) => asked('get', wanted, { asBuffer: false });

describe('LevelDB that was told of documents it has not', () => {
  it('asks for them once no more', async () => {
    level.noneOf(['a']);
    await expect(read(key('a'))).rejects.toThrow('NotFound');
    expect(await read(key('a'))).toBe('is here');
  });

  it('asks for everything else as ever', async () => {
    await asked('put', key('a', 'local-store'), 'local', {});
    level.noneOf(['a']);
    expect(await read(key('a', 'local-store'))).toBe('local');
    await expect(read(key('b'))).rejects.toThrow('NotFound');
  });

  it('forgets it before anything is written', async () => {
    const writes = [
      () => asked('put', key('b'), 'b', {}),
      () => asked('del', key('b'), {}),
      () => asked('batch', [{ type: 'put', key: key('c'), value: 'c' }], {}),
    ];
    for (const write of writes) {
      level.noneOf(['a']);
      const written = write();
      expect(await read(key('a'))).toBe('is here');
      await written;
    }
  });

  it('does not hear it while something is written', async () => {
    const written = asked('put', key('b'), 'b', {});
    level.noneOf(['a']);
    expect(await read(key('a'))).toBe('is here');
    await written;
    level.noneOf(['a']);
    await expect(read(key('a'))).rejects.toThrow('NotFound');
  });
});
