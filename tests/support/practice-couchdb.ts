import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPracticeServer, type PracticeServer } from '../../src/practice/server.ts';
import { readVersion, type CouchDbServer } from './couchdb-address.ts';

/** Starts the practice server inside this process, in a temporary folder. */
export const startPracticeCouchDb = async (): Promise<CouchDbServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'mycouch-practice-'));
  const username = 'admin';
  const password = randomBytes(18).toString('base64url');
  const launch = (port: number): Promise<PracticeServer> =>
    startPracticeServer({ directory, port, adminUsername: username, adminPassword: password });
  let running: PracticeServer | undefined = await launch(0);
  const { url } = running;
  const port = Number(new URL(url).port);
  const end = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  return {
    kind: 'practice',
    url,
    username,
    password,
    version: await readVersion(url, username, password),
    stop: async () => {
      await end();
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
    restart: async () => {
      await end();
      running = await launch(port);
    },
  };
};
