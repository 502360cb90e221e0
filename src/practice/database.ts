import { createDeletedCount } from './deleted-count.ts';
import { compileGuard, type Guard } from './guard.ts';
import type { JsonObject } from './json.ts';
import { missing } from './failure.ts';
import type { PouchDatabase } from './pouch.ts';
import type { PouchPool } from './pouch-pool.ts';
import type { Position } from './sequence.ts';
import { createSerial } from './serial.ts';

/** What the catalog keeps of a database. */
export interface DatabaseRecord {
  readonly name: string;
  /** Name of its folder: random, so that a deleted database's remains are never found again. */
  readonly folder: string;
  readonly createdAt: number;
  readonly security: JsonObject;
  readonly securityWrites: number;
}

export interface DatabaseInfo {
  readonly position: Position;
  readonly deletedDocuments: number;
  readonly documents: number;
}

export type Awakening = 'changed' | 'timeout' | 'gone';

/** One database: its store, its guards, and the waiting room of its feeds. */
export interface Database {
  readonly name: string;
  readonly record: () => DatabaseRecord;
  readonly setRecord: (record: DatabaseRecord) => void;
  /** Works on the store. Errors: 404 when the database was deleted. */
  readonly use: <T>(work: (pouch: PouchDatabase) => Promise<T>) => Promise<T>;
  /** Works on the store with no other write between reading and writing. */
  readonly write: <T>(work: (pouch: PouchDatabase) => Promise<T>) => Promise<T>;
  readonly info: () => Promise<DatabaseInfo>;
  readonly guards: () => Promise<readonly Guard[]>;
  /** To be called after every write; `design` when a design document was among it. */
  readonly changed: (design: boolean) => void;
  /** Waits for the next change after now, the time to pass, or the database to go. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<Awakening>;
  /** Counts changes, so that a feed notices one that came while it was reading. */
  readonly changeCount: () => number;
  /** Ends feeds and refuses further work; resolves when running work is over. */
  readonly retire: () => Promise<void>;
}

interface Waiter {
  readonly wake: (why: Awakening) => void;
}

export const createDatabase = (
  initial: DatabaseRecord,
  path: string,
  pool: PouchPool,
  guardTimeLimit: number,
): Database => {
  let record = initial;
  let gone = false;
  let changes = 0;
  let counted:
    { readonly stored: number; readonly documents: number; readonly deleted: number } | undefined;
  const countDeleted = createDeletedCount();
  let compiled: Promise<readonly Guard[]> | undefined;
  let running = 0;
  let idle: (() => void) | undefined;
  const waiters = new Set<Waiter>();
  const serial = createSerial();

  const use = async <T>(work: (pouch: PouchDatabase) => Promise<T>): Promise<T> => {
    if (gone) throw missing('Database does not exist.');
    running += 1;
    try {
      return await pool.use(path, work);
    } finally {
      running -= 1;
      if (running === 0) idle?.();
    }
  };

  const wakeAll = (why: Awakening): void => {
    for (const waiter of [...waiters]) waiter.wake(why);
  };

  const loadGuards = (): Promise<readonly Guard[]> =>
    use(async (pouch) => {
      const range = { startkey: '_design/', endkey: '_design0', include_docs: true };
      const { rows } = await pouch.allDocs(range);
      return rows.flatMap((row) => {
        const design = 'doc' in row ? row.doc : undefined;
        const source = design?.['validate_doc_update'];
        return typeof source === 'string'
          ? [compileGuard(source, design?.['language'], guardTimeLimit)]
          : [];
      });
    });

  return {
    name: initial.name,
    record: () => record,
    setRecord: (next) => {
      record = next;
      changes += 1;
      wakeAll('changed');
    },
    use,
    write: (work) => serial(() => use(work)),
    info: async () => {
      const at = changes;
      const known = counted;
      const counts =
        known ??
        (await use(async (pouch) => {
          const { update_seq: stored, doc_count: documents } = await pouch.info();
          return { stored, documents, deleted: await countDeleted(pouch) };
        }));
      // A write in between would make the figure stale for ever.
      if (at === changes) counted = counts;
      const { securityWrites, folder } = record;
      return {
        position: { stored: counts.stored, securityWrites, incarnation: folder.slice(0, 8) },
        documents: counts.documents,
        deletedDocuments: counts.deleted,
      };
    },
    guards: () => {
      compiled ??= loadGuards().catch((error: unknown) => {
        compiled = undefined;
        throw error;
      });
      return compiled;
    },
    changed: (design) => {
      changes += 1;
      counted = undefined;
      if (design) compiled = undefined;
      wakeAll('changed');
    },
    changeCount: () => changes,
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (gone || signal.aborted) {
          resolve('gone');
          return;
        }
        const abort = (): void => {
          waiter.wake('gone');
        };
        const timer = setTimeout(() => {
          waiter.wake('timeout');
        }, milliseconds);
        const waiter: Waiter = {
          wake: (why) => {
            clearTimeout(timer);
            waiters.delete(waiter);
            signal.removeEventListener('abort', abort);
            resolve(why);
          },
        };
        waiters.add(waiter);
        signal.addEventListener('abort', abort, { once: true });
      }),
    retire: async () => {
      gone = true;
      wakeAll('gone');
      if (running > 0) {
        await new Promise<void>((resolve) => {
          idle = resolve;
        });
      }
    },
  };
};
