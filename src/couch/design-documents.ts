import { z } from 'zod';
import type { CouchDocument } from './get-document.ts';
import { type CallOptions, parseAnswer } from './parse-answer.ts';
import type { CouchRequest, Requester } from './transport.ts';

const answerSchema = z.object({
  rows: z.array(z.object({ doc: z.looseObject({ _id: z.string(), _rev: z.string() }) })),
});

/** `GET /{db}/_design_docs`: every design document, Mango indexes included; null where there is no such database. */
export async function designDocuments(
  transport: Requester,
  database: string,
  options: CallOptions = {},
): Promise<readonly CouchDocument[] | null> {
  const request: CouchRequest = {
    method: 'GET',
    path: [database, '_design_docs'],
    query: { include_docs: true },
    accept: [404],
    ...options,
  };
  const response = await transport.request(request);
  if (response.status === 404) return null;
  return parseAnswer(request, response, answerSchema).rows.map(({ doc }) => doc);
}
