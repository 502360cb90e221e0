import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';
import { firstEntryId, instantOfId, instantRange, lastEntryId } from '../../shared/log/entry-id.ts';
import type { LocalDatabase } from './pouch.ts';
import type { FirstPullOptions, ReplicationTarget } from './replication.ts';

const pageSize = 500;
const infoSchema = z.object({ update_seq: z.union([z.string(), z.number()]) });
const pageSchema = z.object({
  total_rows: z.number().int(),
  rows: z.array(
    z.object({ id: z.string(), doc: z.looseObject({ _id: z.string(), _rev: z.string() }) }),
  ),
});
type Row = z.infer<typeof pageSchema>['rows'][number];

/**
 * Brings the newest entries of a server's log, all of an instant or none, and says from which sequence a
 * replication brings what is newer than that.
 * @returns `wholeSince`: everything from that instant on is here; null: all of the log is
 */
export async function pullWindow(
  db: LocalDatabase,
  target: ReplicationTarget,
  { size, signal, onProgress }: FirstPullOptions & { readonly size: number },
): Promise<{
  readonly lastSeq: string;
  readonly received: number;
  readonly wholeSince: string | null;
}> {
  const ask = async (path: string): Promise<unknown> => {
    const answer = await target.fetch(`${target.url}${path}`, { signal });
    // Read in any case: an answer that nobody reads holds its connection.
    const text = await answer.text();
    if (!answer.ok) throw refused(answer.status);
    return JSON.parse(text);
  };
  // Asked first: what comes in meanwhile is then brought a second time rather than not at all.
  const lastSeq = String(read(infoSchema, await ask('')).update_seq);
  let received = 0;
  let oldest: Row | null = null;
  let total = size;

  async function take(rows: readonly Row[]): Promise<void> {
    await db.writeRevisions(rows.map(({ doc }) => ({ ...doc, _revisions: revisionsOf(doc._rev) })));
    received += rows.length;
    onProgress({ total: Math.max(total, received), received });
  }

  while (received < size) {
    const limit = Math.min(pageSize, size - received);
    const page: z.infer<typeof pageSchema> = read(
      pageSchema,
      await ask(
        allDocs({
          descending: true,
          start: oldest?.id ?? lastEntryId,
          end: firstEntryId,
          skip: oldest === null ? 0 : 1,
          limit,
        }),
      ),
    );
    total = Math.min(size, page.total_rows);
    await take(page.rows);
    oldest = page.rows.at(-1) ?? oldest;
    if (page.rows.length < limit) return { lastSeq, received, wholeSince: null };
  }
  // The instant in which the window begins may hold more entries than fitted in.
  for (;;) {
    const range = oldest === null ? null : instantRange(oldest.id);
    if (oldest === null || range === null) break;
    const page: z.infer<typeof pageSchema> = read(
      pageSchema,
      await ask(
        allDocs({ descending: true, start: oldest.id, end: range.first, skip: 1, limit: pageSize }),
      ),
    );
    await take(page.rows);
    oldest = page.rows.at(-1) ?? oldest;
    if (page.rows.length < pageSize) break;
  }
  return { lastSeq, received, wholeSince: oldest === null ? null : instantOfId(oldest.id) };
}

function allDocs(query: {
  readonly descending: boolean;
  readonly start: string;
  readonly end: string;
  readonly skip: number;
  readonly limit: number;
}): string {
  const parameters = new URLSearchParams({
    include_docs: 'true',
    descending: String(query.descending),
    startkey: JSON.stringify(query.start),
    endkey: JSON.stringify(query.end),
    skip: String(query.skip),
    limit: String(query.limit),
  });
  return `/_all_docs?${parameters.toString()}`;
}

/** Entries have one revision; of one that has more, this end is enough. */
function revisionsOf(rev: string): { readonly start: number; readonly ids: readonly string[] } {
  const [generation = '1', hash = ''] = rev.split('-');
  return { start: Number(generation), ids: [hash] };
}

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ConsoleError('server-garbage', 'The server’s audit log answers as CouchDB does not.', {
    remedy: 'Check that the address is that of CouchDB itself and that no proxy changes answers.',
  });
}

function refused(status: number): ConsoleError {
  if (status === 404) {
    return new ConsoleError('not-found', 'The server has no database for the audit log.', {
      remedy: 'Connect again as a server administrator, so that it is made.',
    });
  }
  return status === 401 || status === 403
    ? new ConsoleError(
        'server-forbidden',
        'The server does not let this console read the audit log.',
        {
          remedy: 'Connect again as a server administrator.',
          details: { status },
        },
      )
    : new ConsoleError('server-failed', 'The server’s audit log could not be read.', {
        remedy: 'The console tries again by itself.',
        details: { status },
      });
}
