import { z } from 'zod';
import type { Json } from '../shared/json.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

const answerSchema = z.array(
  z.object({ id: z.string(), error: z.string().optional(), reason: z.string().optional() }),
);

export interface BulkFailure {
  readonly id: string;
  readonly error: string;
}

/**
 * `POST /{db}/_bulk_docs`. Answers what was not written; after a lost answer a repeat gives `conflict` for
 * what was.
 * @param how `as-given`: the revisions are those of the documents, as in replication (`new_edits=false`)
 */
export async function writeBulk(
  transport: Requester,
  database: string,
  documents: readonly Readonly<Record<string, Json>>[],
  how: 'edit' | 'as-given',
  options: CallOptions = {},
): Promise<readonly BulkFailure[]> {
  const answer = await requestParsed(
    transport,
    {
      method: 'POST',
      path: [database, '_bulk_docs'],
      body: { docs: documents, ...(how === 'as-given' ? { new_edits: false } : {}) },
      idempotent: true,
      ...options,
    },
    answerSchema,
  );
  return answer.flatMap(({ id, error }) => (error === undefined ? [] : [{ id, error }]));
}
