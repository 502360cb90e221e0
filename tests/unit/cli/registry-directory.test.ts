import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli } from '../../support/cli-harness.ts';
import { temporaryDirectory } from '../../support/test-console.ts';

const manifest = { path: 'mycouch.json', text: '{"format":"mycouch-registry","version":1}\n' };
const tenant = (key: string, name = key) => ({
  path: `tenants/${key}/tenant.json`,
  text: `{"key":"${key}","name":"${name}","type":"tenant"}\n`,
});
const report = { created: 0, changed: 0, unchanged: 2, problems: [], changes: [] };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const at = (...names: readonly string[]): string => join(directory.path, ...names);
beforeEach(async () => {
  directory = await temporaryDirectory('registry-directory');
});
afterEach(() => directory.remove());

const exported = (files: readonly object[], dir = at('out')) =>
  cli(['export', dir, '--json'], { handlers: { 'files.export': () => files } });
const imported = (more: readonly string[] = [], answer: object = report) =>
  cli(['import', at('out'), ...more], {
    handlers: { 'files.import': () => answer, 'files.compare': () => answer },
  });

describe('export', () => {
  it('writes files for their owner alone, then only what differs, and removes its own that are gone', async () => {
    const first = await exported([manifest, tenant('oak'), tenant('elm')]);
    expect(JSON.parse(first.out)).toMatchObject({ written: 3, removed: 0, unchanged: 0 });
    expect((await stat(at('out', 'tenants', 'oak', 'tenant.json'))).mode & 0o777).toBe(0o600);
    await mkdir(at('out', '.git'));
    await writeFile(at('out', 'README.md'), 'mine');
    await writeFile(at('out', 'tenants', 'elm', 'notes.txt'), 'mine');
    await writeFile(at('out', 'tenants', 'other.json'), '{"type":"tenant"}');

    const second = await exported([manifest, tenant('oak', 'New')]);
    expect(JSON.parse(second.out)).toMatchObject({ written: 1, removed: 1, unchanged: 1 });
    expect(await readdir(at('out', 'tenants', 'elm'))).toEqual(['notes.txt']);
    expect(await readFile(at('out', 'README.md'), 'utf8')).toBe('mine');
    expect(await readFile(at('out', 'tenants', 'other.json'), 'utf8')).toContain('tenant');
    expect(await readdir(at('out'))).toEqual(['.git', 'README.md', 'mycouch.json', 'tenants']);

    const third = await exported([manifest]);
    expect(JSON.parse(third.out)).toMatchObject({ written: 0, removed: 1 });
    expect(await readdir(at('out', 'tenants'))).toEqual(['elm', 'other.json']);
  });

  it('overwrites no file that is another program’s, and then writes nothing', async () => {
    await mkdir(at('out', 'tenants', 'oak'), { recursive: true });
    await writeFile(at('out', 'tenants', 'oak', 'tenant.json'), '{"mine":1}');
    const run = await exported([manifest, tenant('oak')]);
    expect(run.exit).toBe(1);
    expect(run.err).toContain('stands in the way');
    expect(await readdir(at('out'))).toEqual(['tenants']);
  });

  it('follows no link out of the directory, and writes into no file', async () => {
    await mkdir(at('elsewhere'));
    await mkdir(at('out'));
    await symlink(at('elsewhere'), at('out', 'tenants'));
    const linked = await exported([manifest, tenant('oak')]);
    expect(linked.exit).toBe(1);
    expect(linked.err).toContain('A link');
    expect(await readdir(at('elsewhere'))).toEqual([]);
    await writeFile(at('file'), '');
    expect((await exported([manifest], at('file'))).exit).toBe(1);
  });
});

describe('import', () => {
  it('hands over the registry’s files and nothing else that lies there', async () => {
    await exported([manifest, tenant('oak')]);
    await writeFile(at('out', 'package.json'), '{}');
    await writeFile(at('out', 'tenants', 'oak', 'notes.txt'), 'x');
    const run = await imported();
    expect(run.exit).toBe(0);
    expect(run.arguments.get('files.import')).toEqual({ files: [manifest, tenant('oak')] });
  });

  it('tells what it would change, with exit 2, and what is wrong, with exit 1', async () => {
    await exported([manifest, tenant('oak')]);
    const changes = { ...report, changed: 1, changes: ['tenant oak: name'] };
    const compared = await imported(['--compare'], changes);
    expect(compared).toMatchObject({ exit: 2, calls: ['files.compare'] });
    expect(compared.out).toContain('tenant oak: name');
    expect((await imported(['--compare'])).exit).toBe(0);
    const problems = [{ path: 'tenants/oak/tenant.json', message: 'key: \u001b[2J' }];
    const refused = await imported(['--json'], { ...report, problems });
    expect(refused.exit).toBe(1);
    expect(refused.err).toContain('tenants/oak/tenant.json: key: \u{fffd}[2J');
    expect(JSON.parse(refused.out)).toMatchObject({ problems });
  });

  it('refuses links, files that are no text, and a directory that holds none', async () => {
    const refused = async (why: string) => {
      const run = await imported();
      expect(run).toMatchObject({ exit: 1, calls: [] });
      expect(run.err).toContain(why);
    };
    await refused('There is no exported registry');
    await exported([manifest, tenant('oak')]);
    await writeFile(at('out', 'tenants', 'oak', 'tenant.json'), Buffer.from([0xff, 0x00]));
    await refused('This is not a text file');
    await writeFile(at('out', 'tenants', 'oak', 'tenant.json'), 'x'.repeat(2_100_000));
    await refused('larger than 2 MB');
    await writeFile(at('secret'), 'x');
    await symlink(at('secret'), at('out', 'tenants', 'link.json'));
    await refused('A link');
  });
});
