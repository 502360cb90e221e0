import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agentHealthSchema, type AgentHealth } from '../../src/main/agent/health.ts';
import type { AgentAllowance } from '../../src/shared/documents/server.ts';
import type { Console } from '../../src/main/console/ports.ts';
import { buildCli, type BuiltCli, type CliProcess } from '../support/built-cli.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { rawClient, type RawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import {
  listTenants,
  openTestConsole,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const passphrase = 'a passphrase for agents only';

let server: CouchDbServer;
let admin: RawClient;
let cli: BuiltCli;
let laptop: Console;
let laptopFolder: Awaited<ReturnType<typeof temporaryDirectory>>;
const folders: Awaited<ReturnType<typeof temporaryDirectory>>[] = [];
const agents: Agent[] = [];

interface Agent {
  readonly process: CliProcess;
  readonly data: string;
  readonly lines: () => readonly AgentHealth[];
  /** The first line that fits, from now or before. */
  readonly until: (fits: (line: AgentHealth) => boolean) => Promise<AgentHealth>;
}

/** One server and one laptop for all tests: each leaves the server as its registry wants it. */
beforeAll(async () => {
  [cli, server] = await Promise.all([buildCli(), startCouchDb()]);
  admin = rawClient(server, server);
  laptopFolder = await temporaryDirectory('agent-laptop');
  laptop = await openTestConsole(laptopFolder.path);
  const { url, username, password } = server;
  await laptop.api.connection.connect({ url, username, password });
  await synced();
});
afterAll(async () => {
  await laptop.close();
  await laptopFolder.remove();
  await server.stop();
});
afterEach(async () => {
  // An agent that is told to end gives the lease back: the next need not wait for it.
  for (const { process } of agents.splice(0)) {
    process.child.kill('SIGTERM');
    await process.ended;
  }
  for (const { remove } of folders.splice(0)) await remove();
});

async function folder(name: string): Promise<string> {
  const made = await temporaryDirectory(`agent-${name}`);
  folders.push(made);
  return made.path;
}

const synced = () =>
  syncStatus(laptop, ({ state, waitingOut }) => state === 'synced' && waitingOut === 0);

async function allow(agentApplies: AgentAllowance, more: { production?: boolean } = {}) {
  const current = await laptop.api.connection.current(undefined);
  await laptop.api.servers.mark({ serverId: current?.serverId ?? '', agentApplies, ...more });
  await synced();
}

const environment = (more: Record<string, string> = {}) => ({
  MYCOUCH_SERVER: server.url,
  MYCOUCH_USER: server.username,
  MYCOUCH_PASSWORD: server.password,
  MYCOUCH_VAULT_PASSPHRASE: passphrase,
  ...more,
});

function startAgent(data: string, env = environment(), interval = '1'): Agent {
  const started = cli.run(['agent', '--json', '--interval', interval, '--data', data], {
    home: data,
    env,
  });
  const lines: AgentHealth[] = [];
  let rest = '';
  const waiting = new Set<() => void>();
  started.child.stdout?.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      const document: unknown = JSON.parse(line);
      const health = agentHealthSchema.safeParse(document);
      if (health.success) lines.push(health.data);
      // An agent that ends tells why in the same form.
      else errorSchema.parse(document);
    }
    for (const look of [...waiting]) look();
  });
  const agent: Agent = {
    process: started,
    data,
    lines: () => lines,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void started.ended.then(({ err, out }) => {
          reject(new Error(`the agent ended: ${err}${out.slice(-2000)}`));
        });
      }),
  };
  agents.push(agent);
  return agent;
}

/** Asks the server until it answers so; the time-out of the test ends it otherwise. */
async function seen(path: string, status: number): Promise<void> {
  while ((await admin('GET', path)).status !== status) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const mycouch = (data: string, ...args: readonly string[]) =>
  cli.run([...args, '--data', data], { home: data, env: environment() }).ended;

describe('mycouch agent', () => {
  it('makes an edit from a laptop live within five seconds, with the laptop’s window closed', async () => {
    await allow('edits');
    const agent = startAgent(await folder('one'));
    await agent.until(({ state }) => state === 'idle');
    await laptop.api.tenants.create(tenantForm('acme'));
    await synced();
    const from = Date.now();
    await seen('/shop_acme_sales/_design/mycouch', 200);
    await seen('/_users/org.couchdb.user:shop_acme_sync', 200);
    expect(Date.now() - from).toBeLessThan(5000);
    const line = await agent.until(({ applied, state }) => applied > 0 && state === 'idle');
    expect(line).toMatchObject({ pending: 0, failed: 0, lease: 'mine', tenants: 1, problem: null });

    const status = await mycouch(agent.data, 'status', '--json');
    expect(status).toMatchObject({ code: 0 });
    expect(JSON.parse(status.out)).toMatchObject({ throughRunningConsole: true });
    expect(await mycouch(agent.data, 'agent', '--check')).toMatchObject({ code: 0 });

    agent.process.child.kill('SIGTERM');
    const end = await agent.process.ended;
    expect(end).toMatchObject({ code: 0, err: '' });
    expect(end.out).not.toContain(server.password);
    expect(agent.lines().at(-1)?.state).toBe('stopping');
    expect((await admin('GET', '/couch-sitter/lease')).body).toMatchObject({ token: null });
  });

  it('goes on after it was killed', async () => {
    await allow('edits');
    const data = await folder('killed');
    const first = startAgent(data);
    await first.until(({ state }) => state === 'idle');
    await laptop.api.tenants.create(tenantForm('before'));
    await first.until(({ applied }) => applied > 0);
    first.process.child.kill('SIGKILL');
    expect((await first.process.ended).code).toBeNull();
    await laptop.api.tenants.create(tenantForm('while-dead'));
    await synced();
    const second = startAgent(data);
    await seen('/_users/org.couchdb.user:shop_while-dead_sync', 200);
    expect(await second.until(({ state }) => state === 'idle')).toMatchObject({ pending: 0 });
  });

  it('applies nothing that is not allowed, and says that something waits', async () => {
    await allow('nothing');
    await laptop.api.tenants.create(tenantForm('held'));
    await synced();
    const agent = startAgent(await folder('nothing'));
    expect(await agent.until(({ state }) => state === 'waiting')).toMatchObject({ applied: 0 });
    expect((await admin('GET', '/shop_held_sales')).status).toBe(404);
    await allow('edits');
    await seen('/_users/org.couchdb.user:shop_held_sync', 200);
    await agent.until(({ state, pending }) => state === 'idle' && pending === 0);
  });

  it('lets one of two work while the other stands by, and the other take over', async () => {
    await allow('edits');
    const [one, two] = [startAgent(await folder('one')), startAgent(await folder('two'))];
    await Promise.all([one, two].map((agent) => agent.until(({ state }) => state === 'idle')));
    await laptop.api.tenants.create(tenantForm('first'));
    const [worker, other] = await Promise.race([
      one.until(({ applied }) => applied > 0).then(() => [one, two] as const),
      two.until(({ applied }) => applied > 0).then(() => [two, one] as const),
    ]);
    await worker.until(({ state, applied }) => state === 'idle' && applied > 0);
    const { total } = await listTenants(laptop);
    await other.until(({ state, tenants }) => state === 'standby' && tenants === total);
    expect(other.lines().at(-1)?.applied).toBe(0);

    worker.process.child.kill('SIGTERM');
    expect((await worker.process.ended).code).toBe(0);
    await laptop.api.tenants.create(tenantForm('second'));
    await seen('/_users/org.couchdb.user:shop_second_sync', 200);
    await other.until(({ state, applied }) => state === 'idle' && applied > 0);
  });

  it('corrects what was changed by hand where that is allowed', async () => {
    await laptop.api.tenants.create(tenantForm('drifts'));
    await allow('edits');
    const agent = startAgent(await folder('drift'));
    await agent.until(({ state, applied }) => state === 'idle' && applied > 0);
    await admin('PUT', '/shop_drifts_sales/_security', {});
    await agent.until(({ alarms }) => alarms > 0);
    const waiting = await agent.until(({ state }) => state === 'waiting');
    await allow('corrections');
    await agent.until(
      ({ at, state, drift, applied }) =>
        at > waiting.at && state === 'idle' && drift === 0 && applied > 11,
    );
    expect((await admin('GET', '/shop_drifts_sales/_security')).body).toHaveProperty('mycouch');
  });

  it('ends with words where the password is wrong', async () => {
    const wrong = startAgent(
      await folder('wrong'),
      environment({ MYCOUCH_PASSWORD: 'not-the-password' }),
    );
    const end = await wrong.process.ended;
    expect(end.code).toBe(1);
    expect(end.err).toContain('does not accept this user name and password');
    expect(end.err + end.out).not.toContain('not-the-password');
  });

  it('outlives the server', async ({ skip }) => {
    if (server.kill === undefined || server.restart === undefined) skip('cannot be killed here');
    await allow('edits');
    const agent = startAgent(await folder('outlives'));
    await agent.until(({ state }) => state === 'idle');
    await server.kill?.();
    await agent.until(({ state }) => state === 'offline');
    await server.restart?.();
    await laptop.api.tenants.create(tenantForm('outlived'));
    await seen('/_users/org.couchdb.user:shop_outlived_sync', 200);
  });

  // Last, since a production server is marked one for good.
  it('takes no access away on a production server, where a person has to confirm that', async () => {
    const { id } = await laptop.api.tenants.create(tenantForm('kept'));
    await allow('corrections', { production: true });
    const agent = startAgent(await folder('production'));
    await seen('/_users/org.couchdb.user:shop_kept_sync', 200);
    await agent.until(({ state, applied }) => state === 'idle' && applied > 0);
    const before = await admin('GET', '/shop_kept_sales/_security');
    await laptop.api.tenants.suspend({ id });
    await synced();
    await agent.until(({ state, pending }) => state === 'waiting' && pending > 0);
    expect((await admin('GET', '/shop_kept_sales/_security')).body).toEqual(before.body);
  });
});
