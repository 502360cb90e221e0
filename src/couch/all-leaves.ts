import { changedDocuments } from './changed-documents.ts';
import type { CallOptions } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/** Rows that one request brings. */
const page = 1000;

/** `GET /{db}/_changes` to its end: of every document, deleted ones included, the revisions of its leaves. */
export async function allLeaves(
  transport: Requester,
  database: string,
  options: CallOptions = {},
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  let since = '0';
  for (;;) {
    const { rows, lastSeq } = await changedDocuments(transport, database, since, page, options);
    for (const { id, changes } of rows) found.set(id, changes.map(({ rev }) => rev).sort());
    if (rows.length === 0) return found;
    since = lastSeq;
  }
}
