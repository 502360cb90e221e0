import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentType, findAsset, listAssets } from '../../../../src/main/shell/assets.ts';

let top: string;
let folder: string;

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'mycouch-assets-'));
  folder = join(top, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(top, 'package.json'), '{"secret":1}');
  await writeFile(join(folder, 'index.html'), '<p>');
  await writeFile(join(folder, 'assets/main.js'), '1');
  await writeFile(join(folder, 'assets/main.js.map'), '{}');
  await symlink(join(top, 'package.json'), join(folder, 'link.json'));
});
afterEach(() => rm(top, { recursive: true, force: true }));

describe('the assets of the window', () => {
  it('finds a listed file by its exact address, with or without a query', async () => {
    const assets = await listAssets(folder);
    expect(findAsset(assets, 'app://console/')).toBe(join(folder, 'index.html'));
    expect(findAsset(assets, 'app://console/index.html?a=1#b')).toBe(join(folder, 'index.html'));
    expect(findAsset(assets, 'app://console/assets/main.js')).toBe(join(folder, 'assets/main.js'));
  });

  it.each([
    'app://console/../package.json',
    'app://console/../../package.json',
    'app://console/assets/../../package.json',
    'app://console/%2e%2e/package.json',
    'app://console/..%2fpackage.json',
    'app://console/%2e%2e%2fpackage.json',
    'app://console/..%5cpackage.json',
    'app://console/..\\package.json',
    'app://console//package.json',
    'app://console/index.html%00',
    'app://console/index.html%00.js',
    'app://console/./assets/%6dain.js',
    'app://console/INDEX.HTML',
    'app://console/assets',
    'app://console/assets/',
    'app://console/assets/main.js.map',
    'app://console/link.json',
    'app://other/index.html',
    'app://user@console/index.html',
    'app://console:1/index.html',
    'https://console/index.html',
    'file:///etc/passwd',
    'index.html',
    '',
  ])('answers nothing for %s', async (address) => {
    expect(findAsset(await listAssets(folder), address)).toBeNull();
  });

  it('names the type of what it serves and of nothing else', () => {
    expect(contentType('a/b.JS')).toBe('text/javascript; charset=utf-8');
    expect(contentType('a/b.css')).toBe('text/css; charset=utf-8');
    expect(contentType('a/b.map')).toBeNull();
    expect(contentType('a/b')).toBeNull();
  });
});
