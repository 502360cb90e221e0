import { z } from 'zod';
import { type CallOptions, parseAnswer, requestParsed } from './parse-answer.ts';
import type { CouchRequest, Requester } from './transport.ts';

/** `GET /{db}/_revs_limit`; null when there is no such database. */
export async function getRevsLimit(
  transport: Requester,
  database: string,
  options: CallOptions = {},
): Promise<number | null> {
  const request: CouchRequest = {
    method: 'GET',
    path: [database, '_revs_limit'],
    accept: [404],
    ...options,
  };
  const response = await transport.request(request);
  return response.status === 404 ? null : parseAnswer(request, response, z.number().int());
}

/** `PUT /{db}/_revs_limit`: how many revisions of a document CouchDB remembers. */
export async function putRevsLimit(
  transport: Requester,
  database: string,
  limit: number,
  options: CallOptions = {},
): Promise<void> {
  await requestParsed(
    transport,
    {
      method: 'PUT',
      path: [database, '_revs_limit'],
      body: limit,
      idempotent: true,
      ...options,
    },
    z.object({ ok: z.literal(true) }),
  );
}
