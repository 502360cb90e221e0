import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import type { CommandOutcome } from '../../shared/commands/command.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { makePrivateDirectory } from '../files/durable-file.ts';
import { readConflicts, winnerOf } from './conflict-reader.ts';
import { executeCommand } from './execute.ts';
import { createGate } from '../../shared/gate.ts';
import { openIndexer, type Indexer } from './indexer.ts';
import { createLogPart } from './log-part.ts';
import { openLocalDatabase, type LocalDatabase } from './pouch.ts';
import { goesOut, type ReplicationOptions } from './replicate.ts';
import type { Registry } from './registry.ts';
import type { RegistryChange, Replication, ReplicationTarget } from './replication.ts';
import { openFirstPulls } from './open-first-pull.ts';
import { openServerRegistries } from './server-registries.ts';

/** How long nothing must have changed before the index file is written, in milliseconds. */
const quietTime = 3000;
const identityId = '_local/mycouch-identity';
const syncNoteId = '_local/mycouch-sync';
const syncNoteSchema = z.object({ text: z.string() });
const identitySchema = z.object({ uuid: z.uuid() });

export interface RegistryOptions {
  /** The data directory; the database is in a folder of it and the index beside that. */
  readonly directory: string;
  /** Short name of this device, for the audit log. */
  readonly device: string;
  /** The operator as shown in the audit log. */
  readonly actor: () => string;
  readonly clock: Clock;
  readonly uuid: () => string;
  /** Entries of the audit log that a first connection brings; 5,000 unless given. */
  readonly logWindow?: number;
  readonly logger: {
    readonly warn: (details: Readonly<Record<string, unknown>>, message: string) => void;
  };
}

/**
 * Opens the local registry, making it on the first start.
 * Errors: `data-in-use` (another process has it open), `disk-full`, `storage-failed`.
 */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const { directory, device, clock, uuid, logger } = options;
  const gate = createGate();
  const saves = createGate();
  const firstPulls = openFirstPulls(gate, uuid);
  const listeners = new Set<(change: RegistryChange) => void>();
  const replications = new Set<Replication>();
  let revision = 0;
  let closed = false;
  let cancelSave = (): void => undefined;

  const log = createLogPart({
    directory,
    device,
    sha256,
    gate,
    window: options.logWindow,
    onProblem: (error) => {
      logger.warn({ error }, 'the audit log could not be written');
    },
  });

  await makePrivateDirectory(directory);
  const release = claim(resolve(directory));
  const { registries, opened } = await openServerRegistries(directory)
    .then(async (found) => ({ registries: found, opened: await open(found.folder()) }))
    .catch((error: unknown) => {
      release();
      throw error;
    });
  let { db, index } = opened;

  async function open(folder: string): Promise<{ db: LocalDatabase; index: Indexer }> {
    const database = await openLocalDatabase(join(directory, folder), async (write) => {
      const answer = await gate.run(write);
      noteForeignWrite();
      return answer;
    });
    try {
      const started = await startIndex(database);
      await log.open(database, folder);
      return { db: database, index: started };
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** Closes what is open and opens what `choose` has chosen; what was open comes back where that fails. */
  async function reopen(choose: () => Promise<void>): Promise<void> {
    await index.catchUp();
    await saves.run(save);
    const before = registries.folder();
    await log.close();
    await db.close();
    try {
      await choose();
      ({ db, index } = await open(registries.folder()));
    } catch (error) {
      ({ db, index } = await open(before));
      throw error;
    }
  }

  async function startIndex(database: LocalDatabase): Promise<Indexer> {
    const indexer = await openIndexer({
      db: database,
      directory,
      databaseUuid: await databaseUuid(database, uuid),
      onChange: (change) => {
        revision += 1;
        planSave();
        for (const listener of listeners) listener(change);
      },
    });
    await indexer.catchUp();
    return indexer;
  }

  function noteForeignWrite(): void {
    index.catchUp().catch((error: unknown) => {
      logger.warn({ error }, 'the index could not follow the registry');
    });
  }

  function planSave(): void {
    cancelSave();
    if (closed) return;
    cancelSave = clock.timer(quietTime, () => {
      void saves.run(save);
    });
  }

  /** The index file only saves time, so failing to write it is no failure of the registry. */
  async function save(): Promise<void> {
    try {
      await index.save();
    } catch (error) {
      logger.warn({ error }, 'the index file could not be written');
    }
  }

  return {
    snapshot: () => index.state.snapshot(),
    seq: () => index.seq(),
    revision: () => revision,
    execute: (command) =>
      gate.run(async () => {
        requireOpen(closed);
        await index.catchUp();
        const edited: string[] = [];
        const { result, wrote } = await executeCommand({
          command: (snapshot, context) => {
            const outcome = command(snapshot, context);
            edited.push(...editedIds(outcome));
            return outcome;
          },
          context: { now: clock.now().toISOString(), actor: options.actor(), uuid, digest: sha256 },
          entriesFor: log.documentsFor,
          state: index.state,
          db,
        });
        if (wrote) {
          await index.catchUp();
          log.written();
        }
        for (const id of edited) {
          const rev = index.state.entries().get(id)?.rev;
          if (wrote && rev !== undefined) index.ownEdits.note(id, rev);
        }
        return result;
      }),
    owner: registries.owner,
    turnTo: (couchdbUuid, takeAlong) =>
      gate.run(async () => {
        requireOpen(closed);
        const owner = registries.owner();
        if (owner === couchdbUuid) return false;
        if (owner === null || takeAlong) {
          if (registries.owns(couchdbUuid)) throw hasItsOwn();
          // Another server's log is no place for what the first one's says.
          if (owner !== null) await log.moveTo(`log-of-${couchdbUuid}`);
          await registries.give(couchdbUuid);
          if (owner !== null) log.turned();
          return false;
        }
        await reopen(() => registries.select(couchdbUuid));
        revision += 1;
        for (const listener of listeners) listener({ onlyLease: false });
        log.turned();
        return true;
      }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    caughtUp: () => index.catchUp(),
    bodyAt: (id, rev) => db.revision(id, rev),
    conflicts: {
      all: () => index.state.conflicts(),
      winner: (id) => winnerOf(index.state.entries().get(id)),
      read: (ids) => readConflicts(db, ids),
      ownEdit: (id) => index.ownEdits.revision(id),
    },
    problems: () => index.state.problems(),
    auditPage: (query) => log.page(index.state.audit.page, query),
    auditFacets: () => log.facets(index.state.audit.facets),
    log: log.port,
    recall: async () => {
      const kept = syncNoteSchema.safeParse(await db.read(syncNoteId));
      return kept.success ? kept.data.text : null;
    },
    remember: (text) =>
      gate.run(async () => {
        requireOpen(closed);
        const kept = await db.read(syncNoteId);
        const rev = kept === null ? {} : { _rev: kept._rev };
        await db.write([{ _id: syncNoteId, ...rev, text }]);
      }),
    replicate: (target, options) => {
      requireOpen(closed);
      const replication = indexedFirst(db, index, target, options);
      replications.add(replication);
      const forget = () => replications.delete(replication);
      replication.ended.then(forget, forget);
      return replication;
    },
    firstPull: async (target, wanted) => {
      requireOpen(closed);
      return firstPulls.pull(target, wanted, { db, index });
    },
    changesAfter: async (seq) => {
      let count = 0;
      let since = seq;
      for (;;) {
        const changes = await db.changes(since, 1000, false);
        count += changes.filter(({ id }) => goesOut(id)).length;
        const last = changes.at(-1);
        if (last === undefined || changes.length < 1000) return count;
        since = last.seq;
      }
    },
    close: async () => {
      if (closed) return;
      closed = true;
      cancelSave();
      await Promise.all([
        firstPulls.end(),
        ...[...replications].map((replication) => replication.stop()),
      ]);
      await gate
        .run(async () => {
          await index.catchUp();
          await saves.run(save);
          await log.close().finally(() => db.close());
        })
        .finally(release);
    },
  };
}

/** What a person changed with a command; what the rules merge is nobody's edit. */
function editedIds({ documents, resolutions = [] }: CommandOutcome<unknown>): readonly string[] {
  const decided = resolutions.filter(({ by }) => by === 'person');
  return [...documents.map(({ _id }) => _id), ...decided.map(({ id }) => id)];
}

const claimed = new Set<string>();

/** LevelDB's lock keeps other processes out; within one, PouchDB would share the database silently. */
function claim(directory: string): () => void {
  if (claimed.has(directory)) {
    throw new ConsoleError('data-in-use', 'The registry of this directory is open already.', {
      remedy: 'Use another data directory.',
    });
  }
  claimed.add(directory);
  return () => claimed.delete(directory);
}

/** Replicates so that whatever is told of a pull, its end included, is in the index when it is told. */
function indexedFirst(
  db: LocalDatabase,
  index: Indexer,
  target: ReplicationTarget,
  { onProgress, ...options }: ReplicationOptions,
): Replication {
  let told: Promise<void> = Promise.resolve();
  function indexed(tell: () => void): void {
    told = told.then(() => index.catchUp().catch(() => undefined)).then(tell);
  }
  const replication = db.replicate(target, {
    ...options,
    onProgress: (progress) => {
      if (progress.direction === 'push') onProgress(progress);
      else {
        indexed(() => {
          onProgress(progress);
        });
      }
    },
  });
  const ended = replication.ended.finally(() => told).then(() => index.catchUp());
  // Whoever only calls `stop` need not listen to `ended`.
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      await replication.stop();
      await told;
    },
  };
}

/** The database's own uuid, in a document that never replicates. */
async function databaseUuid(db: LocalDatabase, uuid: () => string): Promise<string> {
  const known = identitySchema.safeParse(await db.read(identityId));
  if (known.success) return known.data.uuid;
  const made = uuid();
  await db.write([{ _id: identityId, uuid: made }]);
  return made;
}

function hasItsOwn(): ConsoleError {
  return new ConsoleError(
    'not-allowed-in-state',
    'This server has tenants of its own on this device, and two lists are not mixed.',
    { remedy: 'Connect without taking tenants along.' },
  );
}

function requireOpen(closed: boolean): void {
  if (!closed) return;
  throw new ConsoleError('storage-failed', 'The registry is closed.', {
    remedy: 'Start the console again.',
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
