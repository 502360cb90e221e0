import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { ChainedEntry } from '../../shared/documents/audit.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { LogHeads } from '../../shared/log/chain-entry.ts';
import { entryFacts } from '../../shared/log/entry-filter.ts';
import { createAuditRows, type AuditRows } from './audit-rows.ts';
import { createGate } from '../../shared/gate.ts';
import { pullWindow } from './log-window.ts';
import { openLocalDatabase, type LocalChange } from './pouch.ts';
import type {
  FirstPullOptions,
  FirstPullResult,
  RegistryChange,
  Replication,
  ReplicationTarget,
} from './replication.ts';
import { goesOut, type ReplicationOptions } from './replicate.ts';

const batchSize = 200;
/** After so many changes the heads are written down, so that a start has no more than that to read. */
const noteEvery = 500;
const headsId = '_local/log-heads';
const syncNoteId = '_local/mycouch-sync';

const headSchema = z.object({ seq: z.number().int(), id: z.string() });
const headsSchema = z.object({
  _rev: z.string(),
  seq: z.number().int(),
  lastId: z.string(),
  lastRev: z.string(),
  heads: z.record(z.string(), headSchema),
  onServer: z.record(z.string(), headSchema),
  own: z.array(z.string()),
  wholeSince: z.string().nullable(),
});
const placeSchema = z.object({
  chain: z.object({ device_id: z.string(), seq: z.number().int() }).optional(),
});

/** An entry that came into the local log otherwise than by `append`. */
export interface Arrival {
  readonly id: string;
  readonly deviceId: string;
  readonly seq: number;
}

/** The local part of the audit log: everything this device wrote, and the recent part of what others did. */
export interface LogStore {
  /** Writes entries; those that are here already change nothing. */
  readonly append: (entries: readonly ChainedEntry[]) => Promise<void>;
  /** Newest entry of each chain that was ever here. */
  readonly heads: () => LogHeads;
  /** Newest entry of each chain that the server is known to have had. */
  readonly onServer: () => LogHeads;
  /** Notes that both sides were in agreement at this local sequence. */
  readonly agreedAt: (localSeq: number) => Promise<void>;
  /** Only what is younger is whole here; null: all of the log is. */
  readonly wholeSince: () => string | null;
  readonly rows: () => Promise<AuditRows>;
  readonly readMany: (ids: readonly string[]) => Promise<readonly unknown[]>;
  /** Every document that is here, in batches. */
  readonly all: () => AsyncIterable<readonly unknown[]>;
  readonly caughtUp: () => Promise<void>;
  readonly seq: () => number;
  readonly changesAfter: (seq: number) => Promise<number>;
  readonly recall: () => Promise<string | null>;
  readonly remember: (text: string) => Promise<void>;
  readonly replicate: (target: ReplicationTarget, options: ReplicationOptions) => Replication;
  readonly firstPull: (
    target: ReplicationTarget,
    options: FirstPullOptions,
  ) => Promise<FirstPullResult | null>;
  readonly close: () => Promise<void>;
}

/** Opens the log in a folder of the data directory. Errors: `data-in-use`, `disk-full`, `storage-failed`. */
export async function openLogStore(options: {
  readonly directory: string;
  readonly folder: string;
  /** How many of the newest entries the first connection brings. */
  readonly windowSize: number;
  readonly onChange: (change: RegistryChange) => void;
  readonly onArrival: (arrivals: readonly Arrival[]) => void;
  readonly onProblem: (error: unknown) => void;
}): Promise<LogStore> {
  const reading = createGate();
  const notes = createGate();
  const db = await openLocalDatabase(join(options.directory, options.folder), async (write) => {
    const answer = await write();
    follow();
    return answer;
  });
  let rows: AuditRows | null = null;
  const appended = new Set<string>();
  /** This device's entries and the local sequence they got, since the server's part was last noted. */
  let unsure: {
    readonly seq: number;
    readonly deviceId: string;
    readonly place: number;
    readonly id: string;
  }[] = [];
  let heads = new Map<string, z.infer<typeof headSchema>>();
  let onServer = new Map<string, z.infer<typeof headSchema>>();
  let wholeSince: string | null = null;
  let position = { seq: 0, lastId: '', lastRev: '' };
  let notedSeq = 0;
  /** Chains that this device has written. */
  const own = new Set<string>();
  let opening = true;
  let closed = false;

  const stored = headsSchema.safeParse(await db.read(headsId));
  if (stored.success) {
    const { seq, lastId, lastRev } = stored.data;
    heads = new Map(Object.entries(stored.data.heads));
    onServer = new Map(Object.entries(stored.data.onServer));
    for (const deviceId of stored.data.own) own.add(deviceId);
    wholeSince = stored.data.wholeSince;
    // Lost sequence numbers are given out again: only where the last document is there may reading go on.
    const holds =
      seq <= (await db.updateSeq()) && (seq === 0 || (await hasRevision(lastId, lastRev)));
    if (holds) position = { seq, lastId, lastRev };
    notedSeq = position.seq;
  }

  /** A document that a cut has taken is there as its deletion. */
  async function hasRevision(id: string, rev: string): Promise<boolean> {
    return (await db.revision(id, rev)) !== null;
  }

  function follow(): void {
    catchUp().catch(options.onProblem);
  }

  function catchUp(): Promise<void> {
    return reading.run(async () => {
      if (closed) return;
      for (;;) {
        const changes = await db.changes(position.seq, batchSize, true);
        const last = changes.at(-1);
        if (last === undefined) break;
        const arrivals = changes.flatMap((change) => take(change) ?? []);
        position = { seq: last.seq, lastId: last.id, lastRev: last.changes[0]?.rev ?? '' };
        if (arrivals.length > 0 && !opening) options.onArrival(arrivals);
        options.onChange({ onlyLease: false });
        if (changes.length < batchSize) break;
        await setImmediate();
      }
      if (position.seq - notedSeq >= noteEvery) await note();
    });
  }

  /** Works one change into what is kept in memory. */
  function take({ id, seq, doc, deleted }: LocalChange): Arrival | null {
    if (deleted === true || doc === undefined) {
      rows?.remove(id);
      return null;
    }
    const read = placeSchema.safeParse(doc);
    const facts = entryFacts(doc);
    if (!read.success || facts === null || !id.startsWith('audit_')) return null;
    const { chain } = read.data;
    rows?.add({ id, ...facts });
    if (chain === undefined) return null;
    const { device_id: deviceId, seq: place } = chain;
    know(heads, deviceId, { seq: place, id });
    if (appended.delete(id)) {
      own.add(deviceId);
      unsure.push({ seq, deviceId, place, id });
      return null;
    }
    // What is read again after a kill may be this device's own.
    if (!opening) know(onServer, deviceId, { seq: place, id });
    return { id, deviceId, seq: place };
  }

  /** Writes down what a later start need not find out again. */
  function note(): Promise<void> {
    return notes.run(async () => {
      const kept = await db.read(headsId);
      await db.write([
        {
          _id: headsId,
          ...(kept === null ? {} : { _rev: kept._rev }),
          ...position,
          heads: Object.fromEntries(heads),
          onServer: Object.fromEntries(onServer),
          own: [...own],
          wholeSince,
        },
      ]);
      notedSeq = position.seq;
    });
  }

  async function* all(): AsyncGenerator<readonly unknown[]> {
    let since = 0;
    for (;;) {
      const changes = await db.changes(since, batchSize, true);
      const last = changes.at(-1);
      if (last === undefined) return;
      since = last.seq;
      yield changes.flatMap(({ deleted, doc }) =>
        deleted === true || doc === undefined ? [] : [doc],
      );
    }
  }

  await catchUp();
  opening = false;
  for (const [deviceId, { seq: place, id }] of heads) {
    if (own.has(deviceId)) unsure.push({ seq: position.seq, deviceId, place, id });
    else know(onServer, deviceId, { seq: place, id });
  }

  return {
    append: async (entries) => {
      for (const { _id } of entries) appended.add(_id);
      for (const row of await db.write(entries)) {
        if (!('status' in row)) continue;
        appended.delete(row.id);
        // 409: a kill came between the copy and the outbox; the very same entry is here.
        if (row.status !== 409) throw notWritten();
      }
      await catchUp();
    },
    heads: () => heads,
    onServer: () => onServer,
    agreedAt: async (localSeq) => {
      const there = unsure.filter(({ seq }) => seq <= localSeq);
      if (there.length === 0) return;
      unsure = unsure.filter(({ seq }) => seq > localSeq);
      for (const { deviceId, place, id } of there) know(onServer, deviceId, { seq: place, id });
      await note();
    },
    wholeSince: () => wholeSince,
    rows: async () => {
      await catchUp();
      return reading.run(async () => {
        if (rows !== null) return rows;
        const made = createAuditRows();
        let since = 0;
        while (since < position.seq) {
          const changes = await db.changes(since, batchSize, true);
          const last = changes.at(-1);
          if (last === undefined) break;
          since = last.seq;
          for (const { id, doc, deleted } of changes) {
            const facts = entryFacts(doc);
            if (deleted === true || facts === null || !id.startsWith('audit_')) continue;
            made.add({ id, ...facts });
          }
          await setImmediate();
        }
        rows = made;
        return rows;
      });
    },
    readMany: (ids) => db.readMany(ids),
    all,
    caughtUp: catchUp,
    seq: () => position.seq,
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
    recall: async () => {
      const kept = z.object({ text: z.string() }).safeParse(await db.read(syncNoteId));
      return kept.success ? kept.data.text : null;
    },
    remember: (text) =>
      notes.run(async () => {
        const kept = await db.read(syncNoteId);
        await db.write([{ _id: syncNoteId, ...(kept === null ? {} : { _rev: kept._rev }), text }]);
      }),
    replicate: (target, how) => {
      const replication = db.replicate(target, how);
      const ended = replication.ended.finally(() => catchUp());
      ended.catch(() => undefined);
      return { ended, stop: replication.stop };
    },
    firstPull: async (target, how) => {
      const pulled = await pullWindow(db, target, { ...how, size: options.windowSize });
      wholeSince = pulled.wholeSince;
      await catchUp();
      await note();
      return { lastSeq: pulled.lastSeq, received: pulled.received };
    },
    close: async () => {
      await catchUp();
      closed = true;
      if (position.seq !== notedSeq) await note();
      await reading.idle();
      await notes.idle();
      await db.close();
    },
  };
}

function know(
  heads: Map<string, z.infer<typeof headSchema>>,
  deviceId: string,
  head: z.infer<typeof headSchema>,
): void {
  if (head.seq > (heads.get(deviceId)?.seq ?? 0)) heads.set(deviceId, head);
}

function notWritten(): ConsoleError {
  return new ConsoleError('storage-failed', 'The local audit log could not be written.', {
    remedy: 'Check the disk and the rights on the data directory, then start again.',
  });
}
