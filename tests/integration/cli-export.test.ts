import { createServer } from 'node:http';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { consoleCli } from '../support/console-cli.ts';
import { contentOf } from '../campaign/cli-case.ts';
import type { Console } from '../../src/main/console/ports.ts';
import { listTenants, openTestConsole, temporaryDirectory } from '../support/test-console.ts';

const passphrase = 'canary-passphrase-91bd';
const writtenSchema = z.object({ written: z.number(), removed: z.number(), unchanged: z.number() });
const revealedSchema = z.object({ username: z.string(), password: z.string() });

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const opened: Console[] = [];
const at = (...names: readonly string[]): string => join(directory.path, ...names);
beforeEach(async () => {
  directory = await temporaryDirectory('cli-export');
});
afterEach(async () => {
  for (const console of opened.splice(0)) await console.close();
  await directory.remove();
});

/** A device of its own, offline unless it is given a server. */
async function device(name: string, more: Parameters<typeof openTestConsole>[1] = {}) {
  const console = await openTestConsole(at(name), {
    replication: 'on-demand',
    passphrase,
    ...more,
  });
  opened.push(console);
  return { console, mycouch: consoleCli(console, { MYCOUCH_VAULT_PASSPHRASE: passphrase }) };
}

async function relative(path: string): Promise<readonly string[]> {
  return (await contentOf(path)).map((line) => line.slice(path.length));
}

describe('export and import', () => {
  it('bring a registry to another device, and export there the very same files', async () => {
    const { mycouch } = await device('first');
    await writeFile(at('tenants.csv'), 'key,name\noak,Oak\nelm,Elm 🌳\nash,Ash\n');
    expect(await mycouch(['tenant', 'import', at('tenants.csv')])).toMatchObject({ code: 0 });
    for (const [change, key] of [
      ['suspend', 'elm'],
      ['remove', 'ash'],
    ] as const) {
      expect(await mycouch(['tenant', change, key])).toMatchObject({ code: 0 });
    }
    expect(await mycouch(['export', at('files')])).toMatchObject({ code: 0, err: '' });
    const again = await mycouch(['export', at('files'), '--json']);
    expect(writtenSchema.parse(JSON.parse(again.out))).toEqual({
      written: 0,
      removed: 0,
      unchanged: 11,
    });
    const text = (await relative(at('files'))).join('\n');
    const secret = await mycouch(['account', 'reveal', 'oak', 'sync', '--json']);
    expect(secret).toMatchObject({ code: 0 });
    expect(text).not.toContain(revealedSchema.parse(JSON.parse(secret.out)).password);
    expect(text).not.toMatch(/audit|lease|"_rev"/u);

    const other = await device('second');
    const compared = await other.mycouch(['import', at('files'), '--compare']);
    expect(compared).toMatchObject({ code: 2, err: '' });
    expect((await listTenants(other.console)).total).toBe(0);
    expect(await other.mycouch(['import', at('files')])).toMatchObject({ code: 0, err: '' });
    expect(await other.mycouch(['import', at('files'), '--compare'])).toMatchObject({ code: 0 });
    expect(await other.mycouch(['export', at('copy')])).toMatchObject({ code: 0 });
    expect(await relative(at('copy'))).toEqual(await relative(at('files')));
    // The password stayed where it was made.
    const elsewhere = await other.mycouch(['account', 'reveal', 'oak', 'sync', '--json']);
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.out).toContain('not-on-this-device');
  });

  it('imports nothing at all where one file is wrong', async () => {
    const { mycouch } = await device('first');
    expect(await mycouch(['tenant', 'create', 'oak', '--name', 'Oak'])).toMatchObject({ code: 0 });
    expect(await mycouch(['export', at('files')])).toMatchObject({ code: 0 });
    const path = at('files', 'tenants', 'oak', 'tenant.json');
    const before = await readFile(path, 'utf8');
    await writeFile(path, before.replace('"name": "Oak"', '"name": "New"'));
    await mkdir(at('files', 'tenants', 'elm'));
    await writeFile(at('files', 'tenants', 'elm', 'tenant.json'), '{"type":"tenant","key":"E"}');
    const end = await mycouch(['import', at('files')]);
    expect(end.code).toBe(1);
    expect(end.err).toContain('tenants/elm/tenant.json: name');
    expect((await mycouch(['tenant', 'list'])).out).toMatch(/^oak +Oak /mu);
  });

  it('gives a tenant that is written by hand what it needs to be applied', async () => {
    const { url, username, password } = inject('couchdb');
    const { mycouch } = await device('first', { serverOverride: { url, username, password } });
    const key = `hand-${Math.random().toString(36).slice(2, 8)}`;
    await mkdir(at('files', 'tenants', key), { recursive: true });
    const tenant = JSON.stringify({ type: 'tenant', key, name: 'By hand' });
    await writeFile(at('files', 'tenants', key, 'tenant.json'), tenant);
    expect(await mycouch(['import', at('files')])).toMatchObject({ code: 0, err: '' });
    expect(await mycouch(['apply', '--yes', '--only', key])).toMatchObject({ code: 0 });
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const made = await fetch(`${url}/shop_${key}_sales`, { headers: { authorization } });
    expect(made.status).toBe(200);
    await made.arrayBuffer();
  });

  it('connects nowhere because of what a file says', async () => {
    let requests = 0;
    const trap = createServer((_request, answer) => {
      requests += 1;
      answer.end('{}');
    });
    trap.on('connection', () => {
      requests += 1;
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    try {
      const address = trap.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const uuid = '0123456789abcdef0123456789abcdef';
      const stamp = { createdAt: '2026-01-01T00:00:00.000Z', createdBy: 'x' };
      const server = (url: string) =>
        JSON.stringify({
          type: 'server',
          couchdb_uuid: uuid,
          name: 'Elsewhere',
          url,
          practice: false,
          ...stamp,
          updatedAt: stamp.createdAt,
          updatedBy: 'x',
        });
      await mkdir(at('files', 'servers'), { recursive: true });
      const path = at('files', 'servers', `${uuid}.json`);
      const { mycouch } = await device('first');
      for (const url of [
        `http://admin:canary@127.0.0.1:${String(port)}`,
        'file:///etc/passwd',
        'javascript:alert(1)',
      ]) {
        await writeFile(path, server(url));
        const end = await mycouch(['import', at('files')]);
        expect(end.code).toBe(1);
        expect(end.err).toContain('url: This is no address');
        expect(end.err).not.toContain('canary');
      }
      await writeFile(path, server(`http://127.0.0.1:${String(port)}`));
      expect(await mycouch(['import', at('files')])).toMatchObject({ code: 0 });
      for (const args of [['plan'], ['drift'], ['sync'], ['status'], ['export', at('out')]]) {
        await mycouch(args);
      }
      expect(requests).toBe(0);
      expect(await readdir(at('out', 'servers'))).toEqual([`${uuid}.json`]);
    } finally {
      await new Promise((resolve) => trap.close(resolve));
    }
  });
});
