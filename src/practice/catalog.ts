import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createDatabase, type Database, type DatabaseRecord } from './database.ts';
import { checkDatabaseName, USERS_DATABASE } from './database-name.ts';
import { missing, notOffered, PracticeFailure } from './failure.ts';
import type { JsonObject } from './json.ts';
import { openPouch, statusOf, type PouchDatabase } from './pouch.ts';
import { createPouchPool } from './pouch-pool.ts';
import { defaultSecurity } from './security.ts';
import { createSerial } from './serial.ts';

const OPEN_STORES = 128;

const recordSchema = z.looseObject({
  _id: z.string(),
  _rev: z.string(),
  name: z.string(),
  folder: z.string().regex(/^[0-9a-f]{32}$/),
  createdAt: z.number(),
  security: z.record(z.string(), z.unknown()),
  securityWrites: z.number().int().nonnegative(),
});
const identitySchema = z.looseObject({ uuid: z.string(), cookieSecret: z.string() });

/** All databases of one data folder. */
export interface Catalog {
  /** Tells this data folder from any other; 32 hexadecimal digits. */
  readonly uuid: string;
  readonly cookieSecret: string;
  /** In CouchDB's order: by bytes. */
  readonly names: () => readonly string[];
  /** Errors: 404. */
  readonly get: (name: string) => Database;
  readonly users: () => Database;
  /** Errors: 400 for a name CouchDB refuses, 412 when it exists. */
  readonly create: (name: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  readonly setSecurity: (database: Database, security: JsonObject) => Promise<void>;
  /** `section/key` and value, as they were kept last. */
  readonly configuration: () => ReadonlyMap<string, string>;
  readonly setConfiguration: (values: ReadonlyMap<string, string>) => Promise<void>;
  readonly close: () => Promise<void>;
}

const configurationSchema = z.looseObject({
  _rev: z.string(),
  values: z.record(z.string(), z.string()),
});

/** With the revision that the next one replaces; none in a new folder. */
const readConfiguration = async (pouch: PouchDatabase) => {
  try {
    const { _rev, values } = configurationSchema.parse(await pouch.get('configuration'));
    return { revision: _rev, values: new Map(Object.entries(values)) };
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return { revision: undefined, values: new Map<string, string>() };
  }
};

const readIdentity = async (pouch: PouchDatabase) => {
  try {
    return identitySchema.parse(await pouch.get('identity'));
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    const identity = {
      uuid: randomUUID().replaceAll('-', ''),
      cookieSecret: randomBytes(32).toString('hex'),
    };
    await pouch.put({ _id: 'identity', ...identity });
    return identity;
  }
};

/**
 * Opens a data folder. The catalog entry decides whether a database exists: it is written before a creation
 * is acknowledged and removed before a deletion is, so that a crash leaves at most a folder that nobody owns,
 * which the next start removes. Errors: when the folder is in use by another process.
 */
export const openCatalog = async (directory: string, guardTimeLimit: number): Promise<Catalog> => {
  const stores = join(directory, 'databases');
  await mkdir(stores, { recursive: true, mode: 0o700 });
  const pouch = await openPouch(join(directory, 'catalog'));
  const pool = createPouchPool(OPEN_STORES);
  const serial = createSerial();
  const databases = new Map<string, Database>();
  const revisions = new Map<string, string>();
  const identity = await readIdentity(pouch);
  const { values: configuration, ...kept } = await readConfiguration(pouch);
  let configurationRevision = kept.revision;

  const add = (record: DatabaseRecord, revision: string): void => {
    const path = join(stores, record.folder);
    databases.set(record.name, createDatabase(record, path, pool, guardTimeLimit));
    revisions.set(record.name, revision);
  };
  const save = async (record: DatabaseRecord): Promise<string> => {
    const revision = revisions.get(record.name);
    const base = { _id: `database:${record.name}`, ...record };
    return (await pouch.put(revision === undefined ? base : { ...base, _rev: revision })).rev;
  };
  const createRecord = async (name: string): Promise<void> => {
    if (databases.has(name)) {
      throw new PracticeFailure(
        412,
        'file_exists',
        'The database could not be created, the file already exists.',
      );
    }
    const record: DatabaseRecord = {
      name,
      folder: randomBytes(16).toString('hex'),
      createdAt: Date.now(),
      security: defaultSecurity,
      securityWrites: 0,
    };
    add(record, await save(record));
  };
  const find = (name: string): Database => {
    const database = databases.get(name);
    if (database === undefined) throw missing('Database does not exist.');
    return database;
  };

  const range = { startkey: 'database:', endkey: 'database;', include_docs: true };
  for (const row of (await pouch.allDocs(range)).rows) {
    const stored = recordSchema.parse('doc' in row ? row.doc : undefined);
    const { name, folder, createdAt, security, securityWrites } = stored;
    add({ name, folder, createdAt, security, securityWrites }, stored._rev);
  }
  const owned = new Set([...databases.values()].map((database) => database.record().folder));
  for (const folder of await readdir(stores)) {
    if (!owned.has(folder)) await rm(join(stores, folder), { recursive: true, force: true });
  }
  if (!databases.has(USERS_DATABASE)) await createRecord(USERS_DATABASE);

  return {
    ...identity,
    names: () =>
      [...databases.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    get: find,
    users: () => find(USERS_DATABASE),
    create: (name) => {
      if (name !== USERS_DATABASE) checkDatabaseName(name);
      return serial(() => createRecord(name));
    },
    remove: (name) =>
      serial(async () => {
        const database = find(name);
        if (name === USERS_DATABASE) {
          throw notOffered('deleting _users');
        }
        await pouch.remove(`database:${name}`, revisions.get(name) ?? '');
        databases.delete(name);
        revisions.delete(name);
        await database.retire();
        const path = join(stores, database.record().folder);
        await pool.close(path);
        await rm(path, { recursive: true, force: true, maxRetries: 3 });
      }),
    setSecurity: (database, security) =>
      serial(async () => {
        if (databases.get(database.name) !== database) throw missing('Database does not exist.');
        const before = database.record();
        const record = { ...before, security, securityWrites: before.securityWrites + 1 };
        revisions.set(database.name, await save(record));
        database.setRecord(record);
      }),
    configuration: () => configuration,
    setConfiguration: async (values) => {
      const base = { _id: 'configuration', values: Object.fromEntries(values) };
      const { rev } = await pouch.put(
        configurationRevision === undefined ? base : { ...base, _rev: configurationRevision },
      );
      configurationRevision = rev;
    },
    close: async () => {
      await Promise.all([...databases.values()].map((database) => database.retire()));
      await pool.closeAll();
      await pouch.close();
    },
  };
};
