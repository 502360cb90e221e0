import { randomBytes } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Console } from '../../src/main/console/ports.ts';
import { buildCli, type BuiltCli, type CliEnd } from '../support/built-cli.ts';
import { consoleCli, type ConsoleCliEnd } from '../support/console-cli.ts';
import { openTestConsole, temporaryDirectory } from '../support/test-console.ts';

const passphrase = 'canary-passphrase-9f31';
const tenantsSchema = z.object({
  tenants: z.array(
    z.object({ id: z.uuid(), key: z.string(), name: z.string(), state: z.string() }),
  ),
});
const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string().min(1),
    remedy: z.string(),
    details: z.record(z.string(), z.unknown()),
  }),
});

let cli: BuiltCli;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data = '';
/** What `here` has open. */
let console: Console | null = null;

beforeAll(async () => {
  cli = await buildCli();
});
beforeEach(async () => {
  directory = await temporaryDirectory('cli');
  data = join(directory.path, 'data');
});
afterEach(async () => {
  await console?.close();
  console = null;
  await directory.remove();
});

/** A process of its own: for what only a process shows, since its start costs a second of a processor. */
function mycouch(args: readonly string[], env: Record<string, string> = {}): Promise<CliEnd> {
  return cli.run([...args, '--data', data], {
    home: directory.path,
    env: { MYCOUCH_VAULT_PASSPHRASE: passphrase, ...env },
  }).ended;
}

/** The same commands in this process, on one console that stays open until the test ends. */
async function here(args: readonly string[]): Promise<ConsoleCliEnd> {
  console ??= await openTestConsole(data, { passphrase, replication: 'on-demand' });
  return consoleCli(console, { MYCOUCH_VAULT_PASSPHRASE: passphrase })(args);
}

async function csv(...lines: readonly string[]): Promise<string> {
  const path = join(directory.path, `${randomBytes(4).toString('hex')}.csv`);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

const errorOf = (end: Pick<CliEnd, 'out'>) => errorSchema.parse(JSON.parse(end.out)).error;

describe('mycouch without a server', () => {
  it('keeps tenants over several starts, and reveals what it made', async () => {
    const created = await mycouch(['tenant', 'create', 'acme', '--name', 'Acme & Söhne', '--json']);
    expect(created).toMatchObject({ code: 0, err: '' });
    const list = tenantsSchema.parse(JSON.parse((await mycouch(['--json', 'tenant', 'list'])).out));
    expect(list.tenants).toMatchObject([{ key: 'acme', name: 'Acme & Söhne', state: 'active' }]);

    const revealed = await mycouch(['account', 'reveal', 'acme', 'sync', '--json']);
    const credential = z
      .strictObject({
        username: z.literal('shop_acme_sync'),
        password: z.string().min(20),
        previous: z.null(),
      })
      .parse(JSON.parse(revealed.out));
    expect(revealed.err).toBe('');
    const vault = await readFile(join(data, 'vault.sealed'), 'utf8');
    expect(vault).not.toContain(credential.password);

    expect((await mycouch(['tenant', 'suspend', 'acme'])).code).toBe(0);
    const again = tenantsSchema.parse(
      JSON.parse((await mycouch(['tenant', 'list', '--json'])).out),
    );
    expect(again.tenants).toMatchObject([{ id: list.tenants[0]?.id, state: 'suspended' }]);
    const status: unknown = JSON.parse((await mycouch(['status', '--json'])).out);
    expect(status).toMatchObject({
      connection: null,
      vault: { state: 'open', protection: 'passphrase' },
      tenants: { suspended: 1 },
    });
    expect((await stat(data)).mode & 0o777).toBe(0o700);
  });

  it('imports a whole file or, with one wrong line, nothing of it', async () => {
    const wrong = await csv('key,name', 'good,Good', 'Bad Key,Bad', 'good,Twice', 'lonely');
    const refused = await here(['tenant', 'import', wrong, '--json']);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({
      created: 0,
      problems: [{ line: 3 }, { line: 4 }, { line: 5 }],
    });
    expect(refused.err).toMatch(/^line 3: .+\nline 4: .+\nline 5: .+\nNothing was imported/);
    const none = tenantsSchema.parse(JSON.parse((await here(['tenant', 'list', '--json'])).out));
    expect(none.tenants).toEqual([]);

    const right = await csv('key,name', 'good,"Good, better"', 'other,Other');
    expect(JSON.parse((await here(['tenant', 'import', right, '--json'])).out)).toEqual({
      created: 2,
      problems: [],
    });
    expect((await here(['tenant', 'import', right])).code).toBe(1);
  });

  it.each([
    ['missing.csv', null, 'no such file'],
    ['folder', 'folder', 'directory'],
    ['huge.csv', Buffer.alloc(20_000_001, 0x61), 'larger than 20 MB'],
    ['binary.csv', Buffer.from('key,name\nab,\u0000\n'), 'line 2: This is not UTF-8'],
    ['latin1.csv', Buffer.from('key,name\nab,M\xfcller\n', 'latin1'), 'line 2: This is not UTF-8'],
    ['empty.csv', Buffer.alloc(0), 'line 1: The first line must be: key,name'],
  ])('refuses the file %s with the reason', async (name, content, words) => {
    const path = join(directory.path, name);
    if (content === 'folder') await mkdir(path);
    else if (content !== null) await writeFile(path, content);
    const end = await here(['tenant', 'import', path]);
    expect(end).toMatchObject({ code: 1, out: '' });
    expect(end.err).toContain(words);
  });

  it('asks for a passphrase where there is no keychain, and for the right one', async () => {
    const env = { MYCOUCH_VAULT_PASSPHRASE: '' };
    const none = await mycouch(['tenant', 'create', 'acme', '--name', 'A', '--json'], env);
    expect(none.code).toBe(1);
    expect(errorOf(none)).toMatchObject({ code: 'vault-missing' });
    expect(none.err).toContain('MYCOUCH_VAULT_PASSPHRASE');
    expect((await mycouch(['tenant', 'create', 'acme', '--name', 'A'])).code).toBe(0);
    const wrong = await mycouch(['account', 'reveal', 'acme', 'sync', '--json'], {
      MYCOUCH_VAULT_PASSPHRASE: 'wrong-canary-77',
    });
    expect(wrong.code).toBe(1);
    expect(errorOf(wrong)).toMatchObject({ code: 'vault-passphrase-wrong' });
    expect(wrong.out + wrong.err).not.toContain('wrong-canary-77');
  });

  it('says what is wrong with a data directory, also where none can ever be made', async () => {
    const file = await csv('no directory');
    for (const path of [file, join(file, 'below'), '/proc/mycouch']) {
      const end = await cli.run(['status', '--json', '--data', path], { home: directory.path })
        .ended;
      expect(end.code).toBe(1);
      expect(errorOf(end)).toMatchObject({ code: 'storage-failed', details: { directory: path } });
      expect(errorOf(end).message).not.toMatch(/ENOENT|ENOTDIR/);
    }
  });

  it('waits for another command on the same data', async () => {
    await mycouch(['status']);
    const keys = ['one', 'two', 'three', 'four'];
    const ends = await Promise.all(
      keys.map((key) => mycouch(['tenant', 'create', key, '--name', key])),
    );
    expect(ends.map(({ code, err }) => [code, err])).toEqual(keys.map(() => [0, '']));
    const list = tenantsSchema.parse(JSON.parse((await mycouch(['tenant', 'list', '--json'])).out));
    expect(list.tenants.map(({ key }) => key).sort()).toEqual([...keys].sort());
  });
});

describe('mycouch and a server it cannot use', () => {
  const withServer = (url: string) => ({
    MYCOUCH_SERVER: url,
    MYCOUCH_USER: 'admin',
    MYCOUCH_PASSWORD: 'canary-password-41ab',
  });

  it('without any says how to name one', async () => {
    for (const args of [['plan'], ['apply', '--yes'], ['sync', '--once']]) {
      const end = await here([...args, '--json']);
      expect(end.code).toBe(1);
      expect(errorOf(end)).toMatchObject({ code: 'not-connected' });
      expect(end.err).toContain('MYCOUCH_SERVER');
    }
  });

  it('tells a refused connection, a bad address and something that is no CouchDB apart', async () => {
    const stranger = createServer((_request, response) => {
      response.end('<html>a web page</html>');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.number() }).parse(stranger.address());
    try {
      for (const [url, code] of [
        ['http://127.0.0.1:1', 'server-refused'],
        ['ftp://127.0.0.1', 'address-invalid'],
        ['http://user:canary-in-address@127.0.0.1:1', 'address-invalid'],
        [`http://127.0.0.1:${String(port)}`, 'server-not-couchdb'],
      ] as const) {
        const end = await mycouch(['plan', '--json'], withServer(url));
        expect(end.code).toBe(1);
        expect(errorOf(end)).toMatchObject({ code });
        expect(end.out + end.err).not.toMatch(/canary/);
      }
    } finally {
      stranger.close();
      stranger.closeAllConnections();
    }
  });
});
