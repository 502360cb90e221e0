import { z } from 'zod';
import { auditSchema, type AuditEntry } from '../../shared/documents/audit.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { ChainHead } from '../../shared/log/chain-entry.ts';
import type { LocalDatabase } from './pouch.ts';

const headId = '_local/log-outbox';

const chainSchema = z.object({
  deviceId: z.string(),
  key: z.string(),
  seq: z.number().int().min(0),
  previous: z.string().nullable(),
  at: z.string().nullable(),
  cited: z.record(z.string(), z.number()),
});
const headSchema = z.object({
  _rev: z.string(),
  folder: z.string(),
  chain: chainSchema.nullable(),
  first: z.number().int().min(0),
  next: z.number().int().min(0),
  unchained: z.number().int().min(0),
});
const batchSchema = z.object({
  _rev: z.string(),
  chained: z.boolean(),
  entries: z.array(auditSchema),
});

/**
 * Where the log of a registry stands: which folder it is in, how far this device's chain has come in it,
 * and the batches of entries that are not in it yet. All of it in documents of the registry that never
 * replicate, so that they are written in one transaction with the change that entries tell of.
 */
export interface Outbox {
  readonly rev: string | null;
  /** Folder of the log below the data directory. */
  readonly folder: string;
  readonly chain: ChainHead | null;
  /** Numbers of the first batch and of the one to be written next. */
  readonly first: number;
  readonly next: number;
  /** How many of the batches wait for the device's key. */
  readonly unchained: number;
}

export interface OutboxBatch {
  readonly rev: string | null;
  /** False: the entries have no place in a chain yet. */
  readonly chained: boolean;
  readonly entries: readonly AuditEntry[];
}

type LocalDocument = Readonly<Record<string, unknown>>;

/** @param folder of a log that has none yet */
export async function readOutbox(db: LocalDatabase, folder: string): Promise<Outbox> {
  const body = await db.read(headId);
  if (body === null) return { rev: null, folder, chain: null, first: 0, next: 0, unchained: 0 };
  const { _rev: rev, ...head } = headSchema.parse(body);
  return { rev, ...head };
}

export async function readBatch(db: LocalDatabase, number: number): Promise<OutboxBatch | null> {
  const body = await db.read(batchId(number));
  if (body === null) return null;
  const { _rev: rev, chained, entries } = batchSchema.parse(body);
  return { rev, chained, entries };
}

export function outboxDocument({ rev, ...head }: Outbox): LocalDocument {
  return { _id: headId, ...(rev === null ? {} : { _rev: rev }), ...head };
}

export function batchDocument(number: number, { rev, ...batch }: OutboxBatch): LocalDocument {
  return { _id: batchId(number), ...(rev === null ? {} : { _rev: rev }), ...batch };
}

export function removedBatch(number: number, rev: string | null): LocalDocument {
  return { _id: batchId(number), ...(rev === null ? {} : { _rev: rev }), _deleted: true };
}

/** Writes documents of the outbox in one transaction; only its one writer may. */
export async function writeOutbox(
  db: LocalDatabase,
  documents: readonly LocalDocument[],
): Promise<void> {
  for (const row of await db.write(documents)) {
    if ('status' in row) {
      throw new ConsoleError('storage-failed', 'The audit log’s outbox could not be written.', {
        remedy: 'Start the console again.',
      });
    }
  }
}

function batchId(number: number): string {
  return `${headId}-${String(number).padStart(12, '0')}`;
}
