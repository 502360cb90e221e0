import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readVersion, type CouchDbServer } from './couchdb-address.ts';
import { couchDbTemplate } from './couchdb-template.ts';
import { freePort } from './free-port.ts';
import { watch } from './watchdog.ts';

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;

/** Erlang's arguments: no epmd and no distribution listener, so that any number runs side by side. */
const vmArguments = (cookie: string): string =>
  `-name couchdb@127.0.0.1
-setcookie ${cookie}
-dist_listen false
-start_epmd false
-kernel inet_dist_use_interface {127,0,0,1}
-kernel error_logger silent
-sasl sasl_error_logger false
-kernel prevent_overlapping_partitions false
+SDio 4
+sbwt none
+sbwtdcpu none
+sbwtdio none
+Bd -noinput
-ssl session_lifetime 300
-os_mon start_cpu_sup false
-os_mon start_memsup false
`;

/** Its replicator begins at once, and does not wait for other nodes as it does by default for seconds. */
const configuration = (
  folder: string,
  port: number,
  { username, password }: { readonly username: string; readonly password: string },
  iterations: number | null,
): string =>
  `[couchdb]
single_node = true
database_dir = ${folder}/data
view_index_dir = ${folder}/data
uuid = ${randomBytes(16).toString('hex')}
[smoosh]
state_dir = ${folder}/data
[replicator]
startup_jitter = 10
cluster_start_period = 1
[chttpd]
bind_address = 127.0.0.1
port = ${String(port)}
[chttpd_auth]
secret = ${randomBytes(16).toString('hex')}
${iterations === null ? '' : `iterations = ${String(iterations)}\n`}[log]
writer = file
file = ${folder}/couch.log
level = info
[admins]
${username} = ${password}
`;

const ended = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

const waitForEnd = async (child: ChildProcess, limit: number): Promise<boolean> => {
  if (ended(child)) return true;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false);
    }, limit);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
};

/** True once `/_up` answers 200; false when the process ended first (a taken port ends it). */
const becameReady = async (child: ChildProcess, url: string): Promise<boolean> => {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!ended(child)) {
    if (Date.now() > deadline) throw new Error('CouchDB was not ready within 30 s');
    try {
      const answer = await fetch(`${url}/_up`);
      await answer.arrayBuffer();
      // Another server may own the port; then our own process is about to end with an error.
      if (answer.status === 200 && !ended(child)) return true;
    } catch {
      // Not listening yet.
    }
    await sleep(50);
  }
  return false;
};

/** Makes `_users` and `_replicator`, unless they are there. */
const makeSystemDatabases = async (url: string, authorization: string): Promise<void> => {
  for (const name of ['_users', '_replicator']) {
    // A single node makes these by itself a moment after its start; meeting it there is a 500.
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(`${url}/${name}`, { method: 'PUT', headers: { authorization } });
      const text = await answer.text();
      if (answer.status === 201 || answer.status === 412) break;
      if (attempt === 50) {
        throw new Error(`could not create ${name}: ${String(answer.status)} ${text}`);
      }
      await sleep(100);
    }
  }
};

const hasUsersGuard = async (url: string, authorization: string): Promise<boolean> => {
  const answer = await fetch(`${url}/_users/_design/_auth`, { headers: { authorization } });
  await answer.arrayBuffer();
  return answer.status === 200;
};

/** Resolves when the server has put its own guard into `_users`, which it does when it begins to watch it. */
const waitForUsersGuard = async (url: string, authorization: string): Promise<void> => {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await hasUsersGuard(url, authorization))) {
    if (Date.now() > deadline) throw new Error('CouchDB did not begin to watch _users');
    await sleep(50);
  }
};

/**
 * Starts an installed CouchDB as a single node in a temporary folder of its own: data, log,
 * configuration, port, Erlang cookie and a random administrator password. `_users` and `_replicator`
 * exist afterwards.
 * @param iterations what it hashes passwords with; null: as a CouchDB does that nobody has configured
 */
export const startPrivateCouchDb = async (
  binary: string,
  defaults: string,
  iterations: number | null = null,
): Promise<CouchDbServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-couchdb-'));
  await mkdir(join(folder, 'data'));
  await mkdir(join(folder, 'home'));
  const username = 'admin';
  const password = randomBytes(18).toString('base64url');
  await writeFile(join(folder, 'vm.args'), vmArguments(randomBytes(16).toString('hex')), {
    mode: 0o600,
  });

  let child: ChildProcess | undefined;
  let url = '';
  const launch = async (): Promise<boolean> => {
    const started = spawn(binary, {
      stdio: 'ignore',
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        HOME: join(folder, 'home'),
        ERL_CRASH_DUMP: '/dev/null',
        COUCHDB_ARGS_FILE: join(folder, 'vm.args'),
        COUCHDB_INI_FILES: `${defaults} ${join(folder, 'local.ini')}`,
      },
    });
    child = started;
    if (started.pid !== undefined) {
      const watchdog = watch(started.pid, folder);
      started.once('exit', watchdog.dismiss);
    }
    const failed = new Promise<never>((_, reject) => started.once('error', reject));
    return Promise.race([becameReady(started, url), failed]);
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child === undefined || ended(child)) return;
    child.kill(signal);
    if (await waitForEnd(child, STOP_LIMIT_MS)) return;
    child.kill('SIGKILL');
    await waitForEnd(child, STOP_LIMIT_MS);
  };
  // A test run that is itself interrupted must leave neither the process nor the folder behind.
  const onExit = (): void => {
    if (child !== undefined && !ended(child)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', onExit);

  const dispose = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await end(signal);
    process.removeListener('exit', onExit);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const setUp = async (): Promise<string> => {
    const template = await couchDbTemplate(binary, defaults);
    const prepared = await template.into(join(folder, 'data'));
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      url = `http://127.0.0.1:${String(port)}`;
      const settings = configuration(folder, port, { username, password }, iterations);
      await writeFile(join(folder, 'local.ini'), settings, { mode: 0o600 });
      if (await launch()) break;
      if (attempt === 3) {
        const log = await readFile(join(folder, 'couch.log'), 'utf8').catch(() => '(no log)');
        throw new Error(`CouchDB ended while starting: ${log.slice(-2_000)}`);
      }
    }

    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    if (!prepared) {
      await makeSystemDatabases(url, authorization);
      // The server watches `_users` for changed passwords only from its start on, or from five seconds after
      // it noticed the database; until then a test would meet old credentials.
      const watches = await hasUsersGuard(url, authorization);
      await end(watches ? 'SIGTERM' : 'SIGKILL');
      if (!watches) await template.keep(join(folder, 'data'));
      if (!(await launch())) throw new Error('CouchDB ended while starting again');
    }
    await waitForUsersGuard(url, authorization);

    return readVersion(url, username, password);
  };

  let version: string;
  try {
    version = await setUp();
  } catch (error) {
    await dispose('SIGKILL');
    throw error;
  }

  const restart = async (): Promise<void> => {
    await end('SIGTERM');
    if (!(await launch())) throw new Error('CouchDB ended while restarting');
  };
  let backups = 0;

  return {
    kind: 'private',
    url,
    username,
    password,
    version,
    stop: () => dispose('SIGTERM'),
    restart,
    kill: () => end('SIGKILL'),
    backUp: async () => {
      backups += 1;
      const [data, copy] = [join(folder, 'data'), join(folder, `backup-${String(backups)}`)];
      // Its files only ever grow, so that copying them while it runs is what its manual calls a backup.
      await cp(data, copy, { recursive: true });
      return async () => {
        await end('SIGKILL');
        await rm(data, { recursive: true, maxRetries: 3 });
        await cp(copy, data, { recursive: true });
        await restart();
      };
    },
  };
};
