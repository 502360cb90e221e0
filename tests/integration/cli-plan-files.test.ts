import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parsePlanFile, planFile } from '../../src/shared/planning/plan-file.ts';
import type { Operation } from '../../src/shared/planning/plan.ts';
import { consoleCli, type ConsoleCliEnd } from '../support/console-cli.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { pollute } from '../support/pollute.ts';
import { openTestConsole, temporaryDirectory } from '../support/test-console.ts';
import type { Console } from '../../src/main/console/ports.ts';

const run = promisify(execFile);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const planSchema = z.object({
  operations: z.array(z.looseObject({ kind: z.string(), target: z.string() })),
  comparison: z
    .object({ added: z.array(z.unknown()), removed: z.array(z.unknown()), unchanged: z.number() })
    .optional(),
});
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const securitySchema = z.looseObject({
  admins: z.object({ names: z.array(z.string()), roles: z.array(z.string()) }),
  members: z.object({ names: z.array(z.string()), roles: z.array(z.string()) }),
});

let server: CouchDbServer;
let console: Console;
let mycouch: ReturnType<typeof consoleCli>;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
/** No two tests, and no two runs, want the same names of the server. */
let prefix = '';
const at = (name: string): string => join(directory.path, name);

beforeAll(async () => {
  server = await startCouchDb();
  await pollute(server);
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  directory = await temporaryDirectory('cli-plan-files');
  prefix = `f${randomBytes(4).toString('hex')}`;
  const { url, username, password } = server;
  console = await openTestConsole(at('data'), {
    serverOverride: { url, username, password },
    replication: 'on-demand',
  });
  mycouch = consoleCli(console);
  await importTenants(['oak', 'elm']);
});
afterEach(async () => {
  // The server is the same for all tests: what one leaves unapplied would be in the plan of the next.
  await mycouch(['apply', '--yes']);
  await console.close();
  await directory.remove();
});

const plan = async (more: readonly string[] = []) => {
  const end = await mycouch(['plan', '--json', ...more]);
  expect(end.err.startsWith('error'), end.err).toBe(false);
  return { code: end.code, ...planSchema.parse(JSON.parse(end.out)) };
};
const errorOf = (end: ConsoleCliEnd) => errorSchema.parse(JSON.parse(end.out)).error;
const database = (name: string): string => `shop_${prefix}-${name}_sales`;

async function importTenants(names: readonly string[]): Promise<void> {
  const rows = names.map((name) => `${prefix}-${name},${name}\n`);
  await writeFile(at('tenants.csv'), `key,name\n${rows.join('')}`);
  expect(await mycouch(['tenant', 'import', at('tenants.csv')])).toMatchObject({ code: 0 });
}

async function ask(path: string, method = 'GET', body?: object) {
  const account = `${server.username}:${server.password}`;
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(account).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const value: unknown = await answer.json();
  return { status: answer.status, value };
}
const securityOf = async (name: string) =>
  securitySchema.parse((await ask(`/${name}/_security`)).value);

describe('a plan in a file', () => {
  it('is applied as it was saved, and once applied needs nothing more', async () => {
    const saved = await plan(['--out', at('plan.json')]);
    expect(saved.code).toBe(2);
    expect((await stat(at('plan.json'))).mode & 0o777).toBe(0o600);
    expect((await plan(['--compare', at('plan.json')])).comparison).toMatchObject({
      added: [],
      removed: [],
      unchanged: saved.operations.length,
    });
    expect(await mycouch(['apply', at('plan.json'), '--yes'])).toMatchObject({ code: 0 });
    expect(await plan(['--compare', at('plan.json')])).toMatchObject({
      code: 0,
      operations: [],
      comparison: { added: [], removed: { length: saved.operations.length } },
    });
    const again = await mycouch(['apply', at('plan.json'), '--yes']);
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toMatch(/^0 operations applied/u);
  });

  it('is refused after the registry has changed, and the server stays as it was', async () => {
    expect(await mycouch(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await mycouch(['tenant', 'suspend', `${prefix}-oak`])).toMatchObject({ code: 0 });
    await plan(['--out', at('plan.json')]);
    expect(await mycouch(['tenant', 'activate', `${prefix}-oak`])).toMatchObject({ code: 0 });
    const before = await securityOf(database('oak'));
    const end = await mycouch(['apply', at('plan.json'), '--yes', '--json']);
    expect(end.code).toBe(1);
    expect(errorOf(end).code).toBe('plan-stale');
    expect(await securityOf(database('oak'))).toEqual(before);
  });

  it('cannot ask for what the registry does not want, whoever wrote it', async () => {
    await plan(['--out', at('plan.json')]);
    const honest = parsePlanFile(await readFile(at('plan.json'), 'utf8'), sha256);
    const open = { names: [], roles: [] };
    const forgeries: readonly ((operation: Operation) => Operation)[] = [
      (one) =>
        one.kind === 'security.write' ? { ...one, body: { ...one.body, members: open } } : one,
      (one) => (one.kind === 'user.write' ? { ...one, roles: ['_admin'] } : one),
      (one) =>
        one.kind === 'user.write' ? { ...one, body: { ...one.body, roles: ['_admin'] } } : one,
    ];
    for (const forge of forgeries) {
      const operations = honest.operations.map(forge);
      await writeFile(at('forged.json'), planFile({ ...honest, operations }, sha256));
      const end = await mycouch(['apply', at('forged.json'), '--yes', '--json']);
      expect(end.code).toBe(1);
      expect(errorOf(end).code).toBe('plan-stale');
    }
    expect((await ask(`/${database('oak')}`)).status).toBe(404);
    const text = (await readFile(at('plan.json'), 'utf8')).replace('"q": 1', '"q": 2');
    await writeFile(at('edited.json'), text);
    const edited = await mycouch(['apply', at('edited.json'), '--yes', '--json']);
    expect(errorOf(edited)).toMatchObject({
      code: 'invalid-input',
      message: 'The plan was changed after it was saved.',
    });
  });
});

describe('a part of a plan', () => {
  it('is applied for the chosen tenants alone', async () => {
    const end = await mycouch(['apply', '--yes', '--only', `${prefix}-oak`]);
    expect(end).toMatchObject({ code: 0 });
    expect((await ask(`/${database('oak')}`)).status).toBe(200);
    expect((await ask(`/${database('elm')}`)).status).toBe(404);
    const rest = await plan();
    expect(rest.operations).toHaveLength(11);
    expect(rest.operations.every(({ target }) => target.includes(`${prefix}-elm`))).toBe(true);
  });
});

describe('a plan as curl commands', () => {
  it('does on a real server what applying it would do', async () => {
    const script = await mycouch(['plan', '--curl']);
    expect(script.code).toBe(2);
    expect(script.out).not.toContain(server.password);
    await writeFile(at('plan.sh'), script.out);
    const { hostname } = new URL(server.url);
    await writeFile(
      at('.netrc'),
      `machine ${hostname} login ${server.username} password ${server.password}\n`,
      { mode: 0o600 },
    );
    await run('sh', [at('plan.sh')], {
      cwd: directory.path,
      env: { PATH: process.env['PATH'], HOME: directory.path },
    });
    expect(await plan()).toMatchObject({ code: 0, operations: [] });

    // An account that is there already is replaced with its revision, a withdrawn one loses its roles.
    expect(await mycouch(['tenant', 'suspend', `${prefix}-elm`])).toMatchObject({ code: 0 });
    await writeFile(at('next.sh'), (await mycouch(['plan', '--curl'])).out);
    await run('sh', [at('next.sh')], {
      cwd: directory.path,
      env: { PATH: process.env['PATH'], HOME: directory.path },
    });
    expect(await plan()).toMatchObject({ code: 0, operations: [] });
    // What is done already is refused by CouchDB, and the script ends there.
    await expect(
      run('sh', [at('plan.sh')], { env: { PATH: process.env['PATH'], HOME: directory.path } }),
    ).rejects.toThrow();
  });
});

describe('tenant purge', () => {
  it('deletes what a tenant in the trash has, with its key typed again', async () => {
    const key = `${prefix}-oak`;
    expect(await mycouch(['apply', '--yes'])).toMatchObject({ code: 0 });
    const early = await mycouch(['tenant', 'purge', key, '--confirm', key]);
    expect(early.code).toBe(1);
    expect(await mycouch(['tenant', 'remove', key])).toMatchObject({ code: 0 });
    expect(await mycouch(['apply', '--yes'])).toMatchObject({ code: 0 });
    const wrong = await mycouch(['tenant', 'purge', key, '--confirm', 'oak', '--json']);
    expect(errorOf(wrong).code).toBe('confirmation-needed');
    expect((await ask(`/${database('oak')}`)).status).toBe(200);
    expect(await mycouch(['tenant', 'purge', key, '--confirm', key])).toMatchObject({ code: 0 });
    expect((await ask(`/${database('oak')}`)).status).toBe(404);
    expect((await ask(`/_users/org.couchdb.user:shop_${key}_sync`)).status).toBe(404);
    expect((await ask(`/${database('elm')}`)).status).toBe(200);
    expect(await plan()).toMatchObject({ code: 0, operations: [] });
  });
});

describe('drift', () => {
  it('is found, corrected alone, or adopted so that the next plan keeps it', async () => {
    expect(await mycouch(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect(await mycouch(['drift'])).toMatchObject({ code: 0 });
    const name = database('oak');
    const before = await securityOf(name);
    const widened = {
      ...before,
      members: { ...before.members, roles: [...before.members.roles, 'reporting'] },
    };
    const widen = async () => {
      expect((await ask(`/${name}/_security`, 'PUT', widened)).status).toBe(200);
    };
    await widen();
    expect(await mycouch(['tenant', 'suspend', `${prefix}-elm`])).toMatchObject({ code: 0 });
    const found = await mycouch(['drift']);
    expect(found.code).toBe(2);
    expect(found.out).toContain('access-added');
    expect(await mycouch(['drift', '--correct', '--yes'])).toMatchObject({ code: 0 });
    expect(await securityOf(name)).toEqual(before);
    // The edit of somebody else's waits: it was not what correcting was asked for.
    expect((await plan()).operations.every(({ target }) => target.includes(`${prefix}-elm`))).toBe(
      true,
    );

    await widen();
    const adopted = await mycouch(['drift', '--adopt', `access-added ${name}`]);
    expect(adopted).toMatchObject({ code: 0 });
    expect(await mycouch(['apply', '--yes'])).toMatchObject({ code: 0 });
    expect((await securityOf(name)).members.roles).toContain('reporting');
    expect(await mycouch(['drift'])).toMatchObject({ code: 0 });
    expect(await plan()).toMatchObject({ code: 0, operations: [] });
  });
});
