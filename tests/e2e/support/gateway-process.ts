import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operatorRole } from '../../../src/shared/naming.ts';
import type { CouchDbServer } from '../../support/couchdb-address.ts';
import { rawClient } from '../../support/couchdb-client.ts';
import { freePort } from '../../support/free-port.ts';

const program = join(import.meta.dirname, '../../../dist/gateway/main.js');
const account = { username: 'gateway', password: 'nCw2vQk9Xr7LbT4s' };

/** A gateway as it is shipped, in a process of its own and with an account of its own. */
export async function startGatewayProcess(server: CouchDbServer, name: string) {
  const admin = rawClient(server, server);
  await admin('PUT', `/_users/org.couchdb.user:${account.username}`, {
    name: account.username,
    type: 'user',
    roles: [operatorRole],
    password: account.password,
  });
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-gateway-'));
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = fork(program, [], {
    silent: true,
    env: {
      GATEWAY_URL: url,
      GATEWAY_PORT: port,
      GATEWAY_NAME: name,
      GATEWAY_DATA: folder,
      GATEWAY_LOG_LEVEL: 'error',
      COUCHDB_URL: server.url,
      COUCHDB_USER: account.username,
      COUCHDB_PASSWORD: account.password,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  const ended = once(child, 'exit');
  return {
    url,
    name,
    /** What it printed. */
    said: () => said,
    /** `GET /health`; null: it does not answer yet. */
    health: async (): Promise<unknown> => {
      const answer = await fetch(`${url}/health`).catch(() => null);
      const body: unknown = answer === null ? null : await answer.json();
      return body;
    },
    /** Ends it as a service manager would; it writes what it counted. */
    stop: async (): Promise<void> => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
