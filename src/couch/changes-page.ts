import { z } from 'zod';
import { sequenceSchema } from './database-info.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

const answerSchema = z.object({
  results: z.array(z.object({ id: z.string(), seq: sequenceSchema.nullable() })),
  last_seq: sequenceSchema,
  pending: z.number().int().min(0).catch(0),
});

export interface ChangesPage {
  readonly ids: readonly string[];
  readonly lastSeq: string;
  /** Changes after this page. */
  readonly pending: number;
}

/** One page of `GET /{db}/_changes`, without documents. With `limit` 0 it tells how many are pending. */
export async function changesPage(
  transport: Requester,
  database: string,
  since: string,
  limit: number,
  options: CallOptions = {},
): Promise<ChangesPage> {
  const answer = await requestParsed(
    transport,
    { method: 'GET', path: [database, '_changes'], query: { since, limit }, ...options },
    answerSchema,
  );
  return {
    ids: answer.results.map((row) => row.id),
    lastSeq: answer.last_seq,
    pending: answer.pending,
  };
}
