import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCodes } from '../../shared/errors.ts';
import type { SyncHistory } from '../../shared/sync-history.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

const reportSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  remedy: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const pointSchema = z.object({
  database: z.string(),
  from: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
  state: z.enum(['not-connected', 'synced', 'syncing', 'offline', 'error']),
  pushed: z.number(),
  pulled: z.number(),
  waitedOut: z.number(),
  error: reportSchema.nullable(),
});
const fileSchema = z.object({
  format: z.literal(1),
  databases: z.record(
    z.string(),
    z.object({ points: z.array(pointSchema).min(1), seenAt: z.iso.datetime() }),
  ),
});

export type SyncHistories = ReadonlyMap<string, SyncHistory>;

/** What is kept of a server, by database; empty where nothing usable is. */
export async function readSyncHistories(
  directory: string,
  couchdbUuid: string,
): Promise<SyncHistories> {
  try {
    const text = await readIfPresent(pathOf(directory, couchdbUuid));
    if (text === null) return new Map();
    return new Map(Object.entries(fileSchema.parse(JSON.parse(text)).databases));
  } catch {
    // It is for looking at; a damaged one begins anew.
    return new Map();
  }
}

/** Errors: `disk-full`, `storage-failed`. */
export async function writeSyncHistories(
  directory: string,
  couchdbUuid: string,
  histories: SyncHistories,
): Promise<void> {
  const content = { format: 1, databases: Object.fromEntries(histories) };
  await writeDurably(pathOf(directory, couchdbUuid), `${JSON.stringify(content)}\n`);
}

function pathOf(directory: string, couchdbUuid: string): string {
  // The server says what its uuid is, and it need not be fit for a name of a file.
  const name = /^[0-9a-f-]{1,64}$/.test(couchdbUuid)
    ? couchdbUuid
    : createHash('sha256').update(couchdbUuid).digest('hex');
  return join(directory, `sync-history-of-${name}.json`);
}
