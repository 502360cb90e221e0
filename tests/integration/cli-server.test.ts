import { randomBytes } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Console } from '../../src/main/console/ports.ts';
import { serveControl } from '../../src/main/control/serve-control.ts';
import { buildCli, type BuiltCli, type CliEnd } from '../support/built-cli.ts';
import { consoleCli, type ConsoleCliEnd } from '../support/console-cli.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { pollute } from '../support/pollute.ts';
import { openTestConsole, temporaryDirectory } from '../support/test-console.ts';

const passphrase = 'canary-passphrase-c41d';
const credentialSchema = z.object({ username: z.string(), password: z.string() });
const planSchema = z.object({
  operations: z.array(z.looseObject({ kind: z.string(), target: z.string() })),
  refusals: z.array(z.looseObject({ key: z.string(), message: z.string() })),
});
const applySchema = z.object({
  applied: z.number(),
  failed: z.number(),
  operations: z.array(z.looseObject({ kind: z.string(), target: z.string(), outcome: z.string() })),
});

let server: CouchDbServer;
let serverEnv: Record<string, string> = {};
let environment: Record<string, string> = {};
let cli: BuiltCli;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data = '';
/** No two tests, and no two runs, want the same names of the server. */
let prefix = '';
/** What `here` has open, by its directory. */
const open = new Map<string, Console>();

beforeAll(async () => {
  server = await startCouchDb();
  await pollute(server);
  serverEnv = {
    MYCOUCH_SERVER: server.url,
    MYCOUCH_USER: server.username,
    MYCOUCH_PASSWORD: server.password,
  };
  environment = { MYCOUCH_VAULT_PASSPHRASE: passphrase, ...serverEnv };
  cli = await buildCli();
});
afterAll(() => server.stop());
beforeEach(async () => {
  directory = await temporaryDirectory('cli-server');
  data = join(directory.path, 'data');
  prefix = `c${randomBytes(4).toString('hex')}`;
});
afterEach(async () => {
  await closed();
  await directory.remove();
});

/** A process of its own: for what only a process shows, since its start costs a second of a processor. */
const start = (args: readonly string[], env: Record<string, string> = environment) => {
  if (open.has(data)) throw new Error('this process has the data open');
  return cli.run([...args, '--data', data], { home: directory.path, env });
};
const mycouch = (args: readonly string[], env?: Record<string, string>): Promise<CliEnd> =>
  start(args, env).ended;

/** The same commands in this process, one after the other on a console that stays open until `closed`. */
async function here(args: readonly string[]): Promise<ConsoleCliEnd> {
  const { url, username, password } = server;
  const console =
    open.get(data) ??
    (await openTestConsole(data, {
      passphrase,
      serverOverride: { url, username, password },
      replication: 'on-demand',
    }));
  open.set(data, console);
  return consoleCli(console, environment)(args);
}

/** What follows finds on the disk what came before, and nothing else. */
async function closed(): Promise<void> {
  for (const console of open.values()) await console.close();
  open.clear();
}

async function tenantFile(count: number): Promise<string> {
  const rows = Array.from(
    { length: count },
    (_, index) => `${prefix}-${String(index)},Tenant ${String(index)}`,
  );
  const path = join(directory.path, 'tenants.csv');
  await writeFile(path, `key,name\n${rows.join('\n')}\n`);
  return path;
}

async function importTenants(count: number): Promise<void> {
  const end = await here(['tenant', 'import', await tenantFile(count)]);
  expect(end).toMatchObject({ code: 0, err: '' });
}

async function ask(
  who: { readonly username: string; readonly password: string },
  path: string,
  method = 'GET',
  body?: object,
): Promise<number> {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${who.username}:${who.password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

const reveal = async (key: string) =>
  credentialSchema.parse(
    JSON.parse((await here(['account', 'reveal', key, 'sync', '--json'])).out),
  );

/** Enough that an apply is still at it when it is stopped after its first. */
const many = 20;

/** Own operations alone: what other tests left in the registry of the server is theirs. */
const own = <One extends { readonly target: string }>(operations: readonly One[]): readonly One[] =>
  operations.filter(({ target }) => target.includes(prefix));

describe('mycouch with a server', () => {
  it('provisions what was imported offline, then finds nothing to do', async () => {
    // Offline: this needs the vault and no server.
    const imported = await mycouch(['tenant', 'import', await tenantFile(3)], {
      MYCOUCH_VAULT_PASSPHRASE: passphrase,
    });
    expect(imported).toMatchObject({ code: 0, err: '' });
    const before = await mycouch(['plan', '--json']);
    expect(before.code).toBe(2);
    expect(own(planSchema.parse(JSON.parse(before.out)).operations)).toHaveLength(3 * 11);

    const applied = await mycouch(['apply', '--yes', '--json']);
    const report = applySchema.parse(JSON.parse(applied.out));
    expect(report.failed).toBe(0);
    expect(own(report.operations).map(({ outcome }) => outcome)).toEqual(Array(33).fill('done'));
    const after = planSchema.parse(JSON.parse((await mycouch(['plan', '--json'])).out));
    expect(own(after.operations)).toEqual([]);

    const revealed = await mycouch(['account', 'reveal', `${prefix}-0`, 'sync', '--json']);
    const tenant = credentialSchema.parse(JSON.parse(revealed.out));
    const database = `/shop_${prefix}-0_sales`;
    expect(await ask(tenant, database)).toBe(200);
    expect(await ask(tenant, `/shop_${prefix}-1_sales`)).toBe(403);
    expect(await ask(tenant, `${database}/x`, 'PUT', { tenant_id: 'another' })).toBe(403);
  });

  it('withdraws the access of a suspended tenant and gives it back', async () => {
    await importTenants(1);
    const key = `${prefix}-0`;
    await here(['apply', '--yes']);
    const tenant = await reveal(key);
    const database = `/shop_${key}_products`;
    expect(await ask(tenant, database)).toBe(200);
    expect((await here(['tenant', 'suspend', key])).code).toBe(0);
    await here(['apply', '--yes']);
    expect(await ask(tenant, database)).toBe(403);
    expect((await here(['tenant', 'activate', key])).code).toBe(0);
    await here(['apply', '--yes']);
    expect(await ask(tenant, database)).toBe(200);
  });

  it('names a tenant whose names are taken on the server, and fails', async () => {
    const admin = { username: server.username, password: server.password };
    await importTenants(2);
    expect(await ask(admin, `/shop_${prefix}-1_sales`, 'PUT')).toBe(201);
    expect(await ask(admin, `/shop_${prefix}-1_sales/theirs`, 'PUT', {})).toBe(201);
    const end = await here(['apply', '--yes', '--json']);
    expect(end.code).toBe(1);
    const refusals = planSchema.shape.refusals.parse(
      z.looseObject({ refusals: z.unknown() }).parse(JSON.parse(end.out)).refusals,
    );
    expect(refusals.filter(({ key }) => key.startsWith(prefix))).toMatchObject([
      { key: `${prefix}-1`, reason: 'database-unmanaged' },
    ]);
    expect(end.err).toContain(`refused ${prefix}-1`);
    expect((await here(['plan'])).code).toBe(2);

    // Known to the next one too, and another key is the way out.
    await closed();
    const known = await here(['tenant', 'list', '--search', `${prefix}-1`, '--json']);
    expect(JSON.parse(known.out)).toMatchObject({ tenants: [{ provisioning: 'refused' }] });
    const newKey = `${prefix}-9`;
    expect(await here(['tenant', 'rekey', `${prefix}-1`, newKey])).toMatchObject({ code: 0 });
    const freed = await here(['tenant', 'list', '--search', newKey, '--json']);
    expect(JSON.parse(freed.out)).toMatchObject({ tenants: [{ provisioning: 'waiting' }] });
    await here(['apply', '--yes']);
    expect(await ask(await reveal(newKey), `/shop_${newKey}_sales`)).toBe(200);
    // Now it is on the server, and stays what it is.
    const late = await here(['tenant', 'rekey', newKey, `${prefix}-8`, '--json']);
    expect(JSON.parse(late.out)).toMatchObject({ error: { code: 'not-allowed-in-state' } });
  });

  it('sets right with a comparison what another console has applied', async () => {
    await importTenants(1);
    await here(['apply', '--yes']);
    const first = data;
    data = join(directory.path, 'second');
    expect((await here(['sync'])).code).toBe(0);
    const search = ['tenant', 'list', '--search', `${prefix}-0`];
    expect((await here(search)).out).toContain('to compare or apply');
    await here(['plan']);
    expect((await here(search)).out).toContain('agrees');
    data = first;
    expect((await here(search)).out).toContain('agrees');
  });

  it('says when the password is wrong', async () => {
    const wrong = {
      ...environment,
      MYCOUCH_USER: 'nobody-at-all',
      MYCOUCH_PASSWORD: 'canary-wrong',
    };
    const end = await mycouch(['plan', '--json'], wrong);
    expect(end.code).toBe(1);
    expect(JSON.parse(end.out)).toMatchObject({ error: { code: 'server-wrong-password' } });
    expect(end.out + end.err).not.toContain('canary');
  });

  it('works through a console that has the data open', async () => {
    const console = await openTestConsole(data, { passphrase });
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const control = await serveControl({ directory: data, console, owner: 'window', log });
    try {
      await console.api.connection.connect({
        url: server.url,
        username: server.username,
        password: server.password,
      });
      const inside = consoleCli(console, environment);
      await inside(['tenant', 'import', await tenantFile(1)]);
      const applied = await mycouch(['apply', '--yes', '--json'], { ...serverEnv });
      expect(applySchema.parse(JSON.parse(applied.out)).failed).toBe(0);
      const plan = await console.api.plan.current(undefined);
      expect(plan?.outcome).toMatchObject({ failed: 0 });
      const status: unknown = JSON.parse((await mycouch(['status', '--json'], {})).out);
      expect(status).toMatchObject({ throughRunningConsole: true });
      const revealed = await inside(['account', 'reveal', `${prefix}-0`, 'sync', '--json']);
      const tenant = credentialSchema.parse(JSON.parse(revealed.out));
      expect(await ask(tenant, `/shop_${prefix}-0_sales`)).toBe(200);
    } finally {
      await control.close();
      await console.close();
    }
  });

  it('shows no secret: not in what it prints, its arguments or what it leaves on disk', async () => {
    await importTenants(1);
    await closed();
    const applying = start(['apply', '--yes']);
    const commandLine = await readFile(`/proc/${String(applying.child.pid)}/cmdline`, 'utf8').catch(
      () => '',
    );
    const applied = await applying.ended;
    const planned = await mycouch(['plan', '--json']);
    const tenant = await reveal(`${prefix}-0`);
    await closed();
    const secrets = [passphrase, server.password, tenant.password];
    const seen = [commandLine, applied.out, applied.err, planned.out, planned.err];
    for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) seen.push(await readFile(join(entry.parentPath, entry.name), 'latin1'));
    }
    for (const secret of secrets) expect(seen.filter((text) => text.includes(secret))).toEqual([]);
  });

  // Last, since every later plan looks at what these leave.
  it('ends in the same state when it is killed while applying and run again', async () => {
    await importTenants(many);
    await here(['sync', '--once']);
    await closed();
    const killed = start(['apply', '--yes']);
    const admin = { username: server.username, password: server.password };
    const someDone = async () => (await ask(admin, `/shop_${prefix}-0_products`)) === 200;
    await expect.poll(someDone, { interval: 5, timeout: 60_000 }).toBe(true);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).code).toBeNull();

    const again = applySchema.parse(JSON.parse((await mycouch(['apply', '--yes', '--json'])).out));
    expect(again.failed).toBe(0);
    expect(own(again.operations).length).toBeGreaterThan(0);
    expect(own(again.operations).length).toBeLessThan(many * 11);
    const after = planSchema.parse(JSON.parse((await here(['plan', '--json'])).out));
    expect(own(after.operations)).toEqual([]);
    for (const number of [0, many / 2, many - 1]) {
      const tenant = await reveal(`${prefix}-${String(number)}`);
      expect(await ask(tenant, `/shop_${prefix}-${String(number)}_users`)).toBe(200);
    }
  });

  it('stops truthfully when it is interrupted while applying', async () => {
    await importTenants(many);
    await here(['sync', '--once']);
    await closed();
    const interrupted = start(['apply', '--yes', '--json']);
    const admin = { username: server.username, password: server.password };
    const someDone = async () => (await ask(admin, `/shop_${prefix}-0_products`)) === 200;
    await expect.poll(someDone, { interval: 5, timeout: 60_000 }).toBe(true);
    interrupted.child.kill('SIGINT');
    const end = await interrupted.ended;
    expect(end.code).toBe(1);
    const report = z
      .looseObject({
        cancelled: z.literal(true),
        applied: z.number().min(1),
        skipped: z.number().min(1),
      })
      .parse(JSON.parse(end.out));
    expect(report.applied).toBeLessThan(many * 11);
    expect((await here(['apply', '--yes'])).code).toBe(0);
  });
});
