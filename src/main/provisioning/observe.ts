import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { type DatabaseInfo } from '../../couch/database-info.ts';
import { databasesInfo, databasesInfoLimit } from '../../couch/databases-info.ts';
import { getDocument } from '../../couch/get-document.ts';
import { getInfo } from '../../couch/get-info.ts';
import { getSecurity } from '../../couch/get-security.ts';
import { getUsers } from '../../couch/get-users.ts';
import { listDatabases } from '../../couch/list-databases.ts';
import { getRevsLimit } from '../../couch/revs-limit.ts';
import { newDatabasesPublic } from '../../couch/new-databases-public.ts';
import type { Transport } from '../../couch/transport.ts';
import { registryDatabase } from '../../shared/naming.ts';
import type { DatabaseSpec, ServerSpec } from '../../shared/planning/server-spec.ts';
import type {
  ObservedDatabase,
  ObservedUser,
  ServerState,
} from '../../shared/planning/server-state.ts';
import { readDesign, readIndexes } from './read-design.ts';

const usersAtOnce = 200;
const requestsAtOnce = 32;

export interface ObserveOptions {
  readonly signal?: AbortSignal;
  /** Told now and then how many of how many reads are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads from a server what a specification asks about, in bulk where CouchDB has it. Whatever cannot be
 * read throws; what is missing in the answer is known not to be there. Server administrators only.
 */
export async function observe(
  transport: Pick<Transport, 'request' | 'requests'>,
  spec: ServerSpec,
  options: ObserveOptions = {},
): Promise<ServerState> {
  const requestsBefore = transport.requests();
  const startedAt = performance.now();
  // Ends the reads that are under way as soon as one has failed.
  const control = new AbortController();
  const signal = control.signal;
  setMaxListeners(0, signal);
  const onAbort = () => {
    control.abort();
  };
  if (options.signal?.aborted === true) onAbort();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const limit = pLimit(requestsAtOnce);
  try {
    const capabilities = await observeCapabilities(transport, signal);
    const specs = new Map(
      spec.tenants.flatMap(({ databases }) => databases).map((d) => [d.name, d]),
    );
    const userNames = [
      ...new Set(spec.tenants.flatMap(({ users }) => users).map(({ username }) => username)),
    ];
    const readUsers = Promise.all(
      inGroups(userNames, usersAtOnce).map((names) =>
        limit(() => getUsers(transport, names, { signal })),
      ),
    );
    const readDatabases = (async () => {
      const names = await listDatabases(transport, { signal });
      const wanted = names.filter((name) => specs.has(name));
      const groups = await Promise.all(
        inGroups(wanted, databasesInfoLimit).map((group) =>
          limit(() => databasesInfo(transport, group, { signal })),
        ),
      );
      const infos = groups.flatMap((group) => [...group.values()]);
      let done = 0;
      const observed = await Promise.all(
        infos.map(async (found) => {
          const wantedSpec = specs.get(found.name);
          if (wantedSpec === undefined) return null;
          const database = await observeDatabase(transport, wantedSpec, found, limit, signal);
          done += 1;
          options.onProgress?.(done, infos.length);
          return database;
        }),
      );
      return { names, observed };
    })();
    const [users, { names, observed }] = await Promise.all([readUsers, readDatabases]);
    return {
      ...capabilities,
      databases: new Map(
        observed.flatMap((database) => (database === null ? [] : [[database.name, database]])),
      ),
      users: new Map<string, ObservedUser>(
        users
          .flatMap((group) => [...group])
          .map(([name, user]) => [name, { ...user, credential: 'unknown' }]),
      ),
      unmanagedDatabases: names.filter((name) => !specs.has(name) && !isOfTheSystem(name)),
      requests: transport.requests() - requestsBefore,
      milliseconds: Math.round(performance.now() - startedAt),
    };
  } catch (error) {
    control.abort();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
}

/** Null when the database went away between two reads. */
async function observeDatabase(
  transport: Pick<Transport, 'request'>,
  spec: DatabaseSpec,
  info: DatabaseInfo,
  limit: <T>(run: () => Promise<T>) => Promise<T>,
  signal: AbortSignal,
): Promise<ObservedDatabase | null> {
  const [security, designs, indexes, revsLimit] = await Promise.all([
    limit(() => getSecurity(transport, info.name, { signal })),
    Promise.all(
      spec.designs.map(({ id }) => limit(() => getDocument(transport, info.name, id, { signal }))),
    ),
    Promise.all(
      spec.indexes.map(({ design }) =>
        limit(() => getDocument(transport, info.name, design, { signal })),
      ),
    ),
    spec.revsLimit === null ? null : limit(() => getRevsLimit(transport, info.name, { signal })),
  ]);
  if (security === null) return null;
  return {
    name: info.name,
    documents: info.documents,
    deletedDocuments: info.deletedDocuments,
    updateSeq: info.updateSeq,
    security,
    designs: designs.flatMap((design) => (design === null ? [] : [readDesign(design)])),
    indexes: indexes.flatMap((design) => (design === null ? [] : (readIndexes(design) ?? []))),
    revsLimit,
  };
}

/** Which server this is and what it can do. The practice server has no configuration to ask for. */
async function observeCapabilities(
  transport: Pick<Transport, 'request'>,
  signal: AbortSignal,
): Promise<Pick<ServerState, 'couchdbUuid' | 'capabilities'>> {
  const { uuid, version, practice } = await getInfo(transport, { signal });
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return {
    couchdbUuid: uuid,
    capabilities: {
      version,
      pbkdf2Prf: major > 3 || (major === 3 && minor >= 4),
      newDatabasesPublic: !practice && (await newDatabasesPublic(transport, { signal })),
      practice,
      nodes: [],
      jwt: false,
      databaseUpdates: false,
    },
  };
}

/** CouchDB's own databases and those that the console lives in. */
function isOfTheSystem(name: string): boolean {
  return (
    name.startsWith('_') || name === registryDatabase || name.startsWith(`${registryDatabase}-`)
  );
}

function inGroups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
