import { z } from 'zod';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/** Documents that one request asks about. */
const batch = 500;
const answerSchema = z.record(z.string(), z.object({ missing: z.array(z.string()) }));

/**
 * `POST /{db}/_revs_diff`: which of these revisions a server never saw. One that it has as an ancestor of
 * something newer it has seen.
 * @param leaves revisions by document id
 */
export async function missingRevisions(
  transport: Requester,
  database: string,
  leaves: ReadonlyMap<string, readonly string[]>,
  options: CallOptions = {},
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = [...leaves];
  const missing = new Map<string, readonly string[]>();
  for (let at = 0; at < rows.length; at += batch) {
    const answer = await requestParsed(
      transport,
      {
        method: 'POST',
        path: [database, '_revs_diff'],
        body: Object.fromEntries(rows.slice(at, at + batch)),
        idempotent: true,
        ...options,
      },
      answerSchema,
    );
    for (const [id, { missing: revs }] of Object.entries(answer)) missing.set(id, revs);
  }
  return missing;
}
