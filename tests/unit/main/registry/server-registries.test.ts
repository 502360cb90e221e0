import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openServerRegistries } from '../../../../src/main/registry/server-registries.ts';

const one = '11111111111111111111111111111111';
const other = '22222222222222222222222222222222';
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycouch-registries-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('the registries of a data directory', () => {
  it('begin with one that belongs to nobody and is given to the first server', async () => {
    const registries = await openServerRegistries(directory);
    expect([registries.folder(), registries.owner()]).toEqual(['registry', null]);
    await registries.give(one);
    expect([registries.folder(), registries.owner()]).toEqual(['registry', one]);
  });

  it('are one a server, and remembered', async () => {
    const before = await openServerRegistries(directory);
    await before.give(one);
    await before.select(other);
    expect([before.folder(), before.owner()]).toEqual([`registry-of-${other}`, other]);

    const after = await openServerRegistries(directory);
    expect(after.owner()).toBe(other);
    expect([after.owns(one), after.owns(other)]).toEqual([true, true]);
    await after.select(one);
    expect([after.folder(), after.owner()]).toEqual(['registry', one]);
  });

  it.each([
    ['no JSON', '{'],
    ['another format', '{"format":2,"current":"registry","owners":{}}'],
    ['a folder elsewhere', '{"format":1,"current":"../elsewhere","owners":{}}'],
  ])('are not guessed from a file with %s', async (_what, text) => {
    await writeFile(join(directory, 'registries.json'), text);
    await expect(openServerRegistries(directory)).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await readFile(join(directory, 'registries.json'), 'utf8')).toBe(text);
  });
});
