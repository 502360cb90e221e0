import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';

/** HAProxy before CouchDB, checking each token's signature and time by itself. */
export interface Haproxy {
  readonly url: string;
  readonly version: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts the machine's HAProxy (2.5 or later, which has `jwt_verify`); null where there is none.
 * @param key the public key of the tokens, SPKI in PEM; they are signed with ES256
 */
export async function startHaproxy(
  couchdb: URL,
  key: string,
  connections: number,
): Promise<Haproxy | null> {
  const told = spawnSync('haproxy', ['-v'], { encoding: 'utf8' });
  const version = /version (\d+\.\d+\.\d+)/.exec(told.stdout)?.[1];
  if (told.error !== undefined || version === undefined) return null;
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-haproxy-'));
  const port = await freePort();
  const keyFile = join(folder, 'key.pem');
  await writeFile(keyFile, key);
  await writeFile(
    join(folder, 'haproxy.cfg'),
    `global
  maxconn 4096
defaults
  mode http
  timeout connect 10s
  timeout client 60s
  timeout server 60s
frontend clients
  bind 127.0.0.1:${String(port)}
  http-request set-var(txn.token) http_auth_bearer
  http-request set-var(txn.algorithm) var(txn.token),jwt_header_query('$.alg')
  http-request deny deny_status 401 unless { var(txn.algorithm) -m str ES256 }
  http-request deny deny_status 401 unless { var(txn.token),jwt_verify(txn.algorithm,"${keyFile}") -m int 1 }
  http-request set-var(txn.now) date()
  http-request set-var(txn.end) var(txn.token),jwt_payload_query('$.exp','int')
  http-request deny deny_status 401 if { var(txn.end),sub(txn.now) -m int le 0 }
  default_backend couchdb
backend couchdb
  http-reuse always
  server one ${couchdb.host} maxconn ${String(connections)}
`,
  );
  const child = spawn('haproxy', ['-f', join(folder, 'haproxy.cfg'), '-db'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${String(port)}`;
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (let look = 0; (await statusOf(url)) !== 401; look += 1) {
      if (child.exitCode !== null || look > 500) throw new Error('HAProxy did not start.');
      await sleep(20);
    }
    return { url, version, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function statusOf(url: string): Promise<number | null> {
  const answer = await fetch(url).catch(() => null);
  await answer?.arrayBuffer();
  return answer?.status ?? null;
}
