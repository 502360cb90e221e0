import { z } from 'zod';
import { type CallOptions, parseAnswer } from './parse-answer.ts';
import type { CouchRequest, Requester } from './transport.ts';

const leavesSchema = z.array(z.looseObject({ ok: z.looseObject({}).optional() }));

/**
 * `GET /{db}/{id}?open_revs=all`: every leaf of a document, conflicting and deleted ones included; none
 * where the document or its database is not there.
 */
export async function getLeaves(
  transport: Requester,
  database: string,
  id: string,
  options: CallOptions = {},
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const request: CouchRequest = {
    method: 'GET',
    path: [database, id],
    query: { open_revs: 'all' },
    accept: [404],
    ...options,
  };
  const response = await transport.request(request);
  if (response.status === 404) return [];
  const leaves = parseAnswer(request, response, leavesSchema);
  return leaves.flatMap(({ ok }) => (ok === undefined ? [] : [ok]));
}
