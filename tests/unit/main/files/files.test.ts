import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDevice } from '../../../../src/main/files/device.ts';
import { readIfPresent, writeDurably } from '../../../../src/main/files/durable-file.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycouch-files-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('writing a file durably', () => {
  it('makes the directory and replaces the whole, for the owner alone', async () => {
    const path = join(directory, 'deeper', 'file');
    await writeDurably(path, 'a longer first text');
    await writeDurably(path, 'second');
    expect(await readIfPresent(path)).toBe('second');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'deeper'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(directory, 'deeper'))).toEqual(['file']);
  });

  it('keeps the old content where the new one fails half-way', async () => {
    const path = join(directory, 'file');
    await writeDurably(path, 'old');
    async function* failing() {
      yield 'new';
      await Promise.resolve();
      throw new Error('no more');
    }
    await expect(writeDurably(path, failing())).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await readIfPresent(path)).toBe('old');
    expect(await readdir(directory)).toEqual(['file']);
  });

  it('tells a file that is not there from one that cannot be read', async () => {
    expect(await readIfPresent(join(directory, 'none'))).toBeNull();
    await expect(readIfPresent(directory)).rejects.toMatchObject({ code: 'storage-failed' });
  });
});

describe('the device', () => {
  const load = (hostname: string) =>
    loadDevice({ directory, uuid: randomUUID, hostname, now: () => new Date() });

  it('is made once and named after the machine', async () => {
    const device = await load("Anna's Laptop.local");
    expect(device.name).toBe(`anna-s-laptop-local-${device.id.slice(0, 4)}`);
    expect(await load('renamed')).toEqual(device);
  });

  it('is not made anew where its file is damaged', async () => {
    await writeFile(join(directory, 'device.json'), '{');
    await expect(load('host')).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await readFile(join(directory, 'device.json'), 'utf8')).toBe('{');
  });
});
