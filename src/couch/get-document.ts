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
  return response.status === 404 ? null : parseAnswer(request, response, documentSchema);
}
