import { z } from 'zod';
import type { Json } from '../shared/json.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/**
 * `PUT /{db}/{id}`. Throws `conflict` when the revision is not the current one, which after a lost answer
 * can also mean that it was written: the caller reads and compares.
 * @param rev the revision to replace, or null for a new document
 * @returns the new revision
 */
export async function putDocument(
  transport: Requester,
  database: string,
  id: string,
  rev: string | null,
  body: Readonly<Record<string, Json>>,
  options: CallOptions = {},
): Promise<string> {
  const answer = await requestParsed(
    transport,
    {
      method: 'PUT',
      path: [database, id],
      body: rev === null ? body : { ...body, _rev: rev },
      // A revision makes a repeat harmless: it is written once, then it conflicts.
      idempotent: true,
      ...options,
    },
    z.object({ rev: z.string() }),
  );
  return answer.rev;
}
