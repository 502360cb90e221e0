import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { CouchDbAddress, CouchDbServer } from './couchdb-address.ts';
import { findCouchDb, startCouchDb } from './couchdb-server.ts';
import { clean, pollute, type Remains } from './pollute.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The best CouchDB there is; the one every integration test uses. */
    couchdb: CouchDbAddress;
    /** Every CouchDB at hand: the best one, and always the practice server. */
    couchdbs: readonly CouchDbAddress[];
  }
}

const describeRun = (server: CouchDbServer): string =>
  server.kind === 'practice'
    ? 'practice server only: not covered are lockout, password re-hashing, configuration, JWT, Mango and whatever else docs/practice-server.md lists\n'
    : `${server.kind} CouchDB ${server.version} and the practice server: ${server.kind === 'private' ? 'the whole contract is covered' : 'not covered is JWT, which needs a CouchDB whose configuration may be changed'}\n`;

const address = ({ kind, url, username, password, version }: CouchDbServer): CouchDbAddress => ({
  kind,
  url,
  username,
  password,
  version,
});

/** One server for the whole run, never empty, and a note that says which one it was. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const best = await startCouchDb(await findCouchDb({ ...process.env, ...project.config.env }));
  const servers: CouchDbServer[] = [best];
  if (best.kind !== 'practice') servers.push(await startCouchDb({ kind: 'practice' }));
  const remains = new Map<CouchDbServer, Remains>();
  const finish = async (): Promise<void> => {
    for (const server of servers) {
      const left = remains.get(server);
      // A server of ours goes away with all it holds; one that lives on gets its own state back.
      if (server.kind === 'external' && left !== undefined) await clean(server, left);
      await server.stop();
    }
  };
  try {
    for (const server of servers) remains.set(server, await pollute(server));
    const cache = join(project.config.root, '.cache');
    await mkdir(cache, { recursive: true });
    await writeFile(join(cache, 'couchdb-used.txt'), describeRun(best));
  } catch (error) {
    await finish();
    throw error;
  }
  project.provide('couchdb', address(best));
  project.provide('couchdbs', servers.map(address));
  return finish;
}
