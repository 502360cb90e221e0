import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanBytes, scanFolder } from '../../support/canary-scan.ts';

const secret = 'Canary/7f"3ä 91';
const canaries = { password: secret };

describe('the canary scan finds a secret', () => {
  it.each<[string, Buffer]>([
    ['as it is', Buffer.from(`x${secret}y`)],
    ['in UTF-16', Buffer.from(`x${secret}y`, 'utf16le')],
    ['as hex', Buffer.from(Buffer.from(secret).toString('hex'))],
    ['in an address', Buffer.from(`http://a:${encodeURIComponent(secret)}@host/`)],
    ['in JSON', Buffer.from(JSON.stringify({ password: secret }))],
    [
      'in a Basic header',
      Buffer.from(`Basic ${Buffer.from(`admin:${secret}`).toString('base64')}`),
    ],
    ['one byte further', Buffer.from(Buffer.from(`admin1:${secret}!!`).toString('base64'))],
    ['two bytes further', Buffer.from(Buffer.from(`admin12:${secret}?`).toString('base64'))],
  ])('%s', (_how, bytes) => {
    expect(scanBytes('here', bytes, canaries).length).toBeGreaterThan(0);
  });

  it('and does not cry where there is none', () => {
    expect(scanBytes('here', Buffer.from('nothing of the kind'), canaries)).toEqual([]);
  });

  it('and refuses to look for what chance would find', () => {
    expect(() => scanBytes('here', Buffer.from('x'), { short: 'abc' })).toThrow('too short');
  });
});

describe('the scan of a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mycouch-canary-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('looks into files at any depth and at their names, and counts them', async () => {
    const name = 'canary-name-5512';
    await mkdir(join(folder, 'a/b'), { recursive: true });
    await writeFile(join(folder, 'a/b/log'), `before ${secret} after`);
    await writeFile(join(folder, `a/${name}`), 'empty');
    const { findings, files } = await scanFolder(folder, { ...canaries, name });
    expect(files).toBe(2);
    expect(findings.map(({ secret: found }) => found).sort()).toEqual(['name', 'password']);
  });
});
