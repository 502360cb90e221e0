import { access, constants, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { readVersion, type CouchDbServer } from './couchdb-address.ts';
import { startPracticeCouchDb } from './practice-couchdb.ts';
import { startPrivateCouchDb } from './private-couchdb.ts';

/** What can be had on this machine, in the order of preference. */
export type CouchDbChoice =
  | { readonly kind: 'external'; readonly address: string }
  | {
      readonly kind: 'private';
      readonly binary: string;
      readonly defaults: string;
      /** Rounds that it hashes passwords with; its own default where nobody says. */
      readonly iterations?: number;
    }
  | { readonly kind: 'practice' };

const exists = async (path: string, mode: number): Promise<boolean> => {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
};

/**
 * Finds the best CouchDB: `COUCHDB_URL` (with credentials in it), else an installed `couchdb`
 * (on PATH, or in /opt/couchdb where its packages put it), else the practice server. Where
 * `MYCOUCH_TEST_HASH_ROUNDS` is a number, an installed one hashes passwords with so many rounds.
 */
export const findCouchDb = async (environment: NodeJS.ProcessEnv): Promise<CouchDbChoice> => {
  const address = environment['COUCHDB_URL'];
  if (address !== undefined && address !== '') return { kind: 'external', address };
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of [...folders, '/opt/couchdb/bin']) {
    const candidate = join(folder, 'couchdb');
    if (!(await exists(candidate, constants.X_OK))) continue;
    const binary = await realpath(candidate);
    const defaults = join(dirname(binary), '..', 'etc', 'default.ini');
    if (!(await exists(defaults, constants.R_OK))) continue;
    const rounds = environment['MYCOUCH_TEST_HASH_ROUNDS'] ?? '';
    return {
      kind: 'private',
      binary,
      defaults,
      ...(/^[1-9]\d*$/.test(rounds) ? { iterations: Number(rounds) } : {}),
    };
  }
  return { kind: 'practice' };
};

const useExternalCouchDb = async (address: string): Promise<CouchDbServer> => {
  const parsed = new URL(address);
  const username = decodeURIComponent(parsed.username);
  const password = decodeURIComponent(parsed.password);
  if (username === '')
    throw new Error('COUCHDB_URL carries no administrator (http://user:password@host:port)');
  parsed.username = '';
  parsed.password = '';
  const url = parsed.href.replace(/\/+$/, '');
  const version = await readVersion(url, username, password);
  return { kind: 'external', url, username, password, version, stop: () => Promise.resolve() };
};

/** Starts (or, for an external one, attaches to) the chosen server; by default the best there is. */
export const startCouchDb = async (choice?: CouchDbChoice): Promise<CouchDbServer> => {
  const chosen = choice ?? (await findCouchDb(process.env));
  switch (chosen.kind) {
    case 'external':
      return useExternalCouchDb(chosen.address);
    case 'private':
      return startPrivateCouchDb(chosen.binary, chosen.defaults, chosen.iterations ?? null);
    case 'practice':
      return startPracticeCouchDb();
  }
};
