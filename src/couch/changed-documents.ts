import { z } from 'zod';
import { sequenceSchema } from './database-info.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import { statusError } from './status-error.ts';
import type { Requester, Transport } from './transport.ts';

export const changedDocumentSchema = z.object({
  id: z.string(),
  seq: sequenceSchema.nullable(),
  deleted: z.boolean().optional(),
  changes: z.array(z.object({ rev: z.string() })).min(1),
});
const pageSchema = z.object({
  results: z.array(changedDocumentSchema),
  last_seq: sequenceSchema,
  pending: z.number().int().min(0).catch(0),
});
const lineSchema = z.union([changedDocumentSchema, z.object({ last_seq: sequenceSchema })]);

/** A document that changed, with its winner first and all other leaves after it. */
export type ChangedDocument = z.output<typeof changedDocumentSchema>;

export interface ChangedPage {
  readonly rows: readonly ChangedDocument[];
  readonly lastSeq: string;
  /** Changes after this page. */
  readonly pending: number;
}

/** How many rows apart a page's sequences are wanted: each costs the server a quarter of its row. */
const sequenceEvery = 1000;

/** One page of `GET /{db}/_changes` with all leaves, without documents. */
export async function changedDocuments(
  transport: Requester,
  database: string,
  since: string,
  limit: number,
  options: CallOptions = {},
): Promise<ChangedPage> {
  const { results, last_seq, pending } = await requestParsed(
    transport,
    {
      method: 'GET',
      path: [database, '_changes'],
      query: { style: 'all_docs', since, limit, seq_interval: Math.min(limit, sequenceEvery) },
      ...options,
    },
    pageSchema,
  );
  return { rows: results, lastSeq: last_seq, pending };
}

/**
 * `GET /{db}/_changes?feed=continuous` with all leaves, as it comes: what one piece of the answer brought, no
 * rows where it was a sign of life. Ends when the server ends it.
 * @param options.heartbeat milliseconds between signs of life
 * Errors: those of the transport; a CouchError for an answer that is no feed.
 */
export async function* watchDocuments(
  transport: Pick<Transport, 'fetch' | 'url'>,
  database: string,
  options: { readonly since: string; readonly heartbeat: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly ChangedDocument[], void> {
  const query = new URLSearchParams({
    feed: 'continuous',
    style: 'all_docs',
    since: options.since,
    heartbeat: String(options.heartbeat),
  });
  const path = `/${encodeURIComponent(database)}/_changes`;
  const answer = await transport.fetch(`${transport.url}${path}?${query.toString()}`, {
    headers: { accept: 'application/json' },
    signal: options.signal,
  });
  if (!answer.ok || answer.body === null) {
    const body: unknown = await answer.json().catch(() => null);
    throw statusError({ method: 'GET', path }, answer.status, body);
  }
  const decoder = new TextDecoder();
  let rest = '';
  const pieces: AsyncIterable<Uint8Array> = answer.body;
  for await (const piece of pieces) {
    const lines = `${rest}${decoder.decode(piece, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    const rows: ChangedDocument[] = [];
    for (const line of lines) {
      if (line === '') continue;
      const row = lineSchema.parse(JSON.parse(line));
      if ('last_seq' in row) {
        if (rows.length > 0) yield rows;
        return;
      }
      rows.push(row);
    }
    if (lines.length > 0) yield rows;
  }
}
