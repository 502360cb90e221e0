import { z } from 'zod';
import type { Json } from '../shared/json.ts';
import { userIdPrefix } from './get-user-documents.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

const answerSchema = z.array(
  z.union([
    z.object({ id: z.string(), rev: z.string() }),
    z.object({ id: z.string(), error: z.string(), reason: z.string().catch('') }),
  ]),
);

export interface UserWrite {
  readonly username: string;
  readonly rev: string | null;
  /** The whole document without `_rev`; its hash, never its password. */
  readonly body: Readonly<Record<string, Json>>;
}

export type UserWriteOutcome =
  | { readonly outcome: 'written' }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'refused'; readonly error: string; readonly reason: string };

/**
 * `POST /_users/_bulk_docs`, some hundreds at a time. Outcomes by user name; each is its own. After a lost
 * answer a repeat gives `conflict` for what was written: the caller reads and compares.
 */
export async function putUsersBulk(
  transport: Requester,
  writes: readonly UserWrite[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, UserWriteOutcome>> {
  const answer = await requestParsed(
    transport,
    {
      method: 'POST',
      path: ['_users', '_bulk_docs'],
      body: {
        docs: writes.map(({ rev, body }) => (rev === null ? body : { ...body, _rev: rev })),
      },
      idempotent: true,
      ...options,
    },
    answerSchema,
  );
  const outcomes = new Map<string, UserWriteOutcome>();
  for (const row of answer) {
    const name = row.id.slice(userIdPrefix.length);
    if ('rev' in row) outcomes.set(name, { outcome: 'written' });
    else if (row.error === 'conflict') outcomes.set(name, { outcome: 'conflict' });
    else outcomes.set(name, { outcome: 'refused', error: row.error, reason: row.reason });
  }
  return outcomes;
}
