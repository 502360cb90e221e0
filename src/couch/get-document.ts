import { z } from 'zod';
import { type CallOptions, parseAnswer } from './parse-answer.ts';
import type { CouchRequest, Requester } from './transport.ts';

const documentSchema = z.looseObject({ _id: z.string(), _rev: z.string() });
export type CouchDocument = z.output<typeof documentSchema>;

/** `GET /{db}/{id}`; null when the document or its database is not there. */
export async function getDocument(
  transport: Requester,
  database: string,
  id: string,
  options: CallOptions = {},
): Promise<CouchDocument | null> {
  const request: CouchRequest = {
    method: 'GET',
    path: [database, id],
    accept: [404],
    ...options,
  };
  const response = await transport.request(request);
  if (response.status === 404) return null;
  const { body } = response;
  // What is frozen is what it was when it was read before.
  const frozen = typeof body === 'object' && body !== null && Object.isFrozen(body) ? body : null;
  const before = frozen === null ? undefined : read.get(frozen);
  if (before !== undefined) return before;
  const document = parseAnswer(request, response, documentSchema);
  if (frozen !== null) read.set(frozen, Object.freeze(document));
  return document;
}

/** By the answer: the same guard is answered for every database. */
const read = new WeakMap<object, CouchDocument>();
