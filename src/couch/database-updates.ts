import { z } from 'zod';
import { sequenceSchema } from './database-info.ts';
import { type CallOptions, parseAnswer } from './parse-answer.ts';
import type { CouchRequest, Requester } from './transport.ts';

const answerSchema = z.object({
  results: z.array(z.object({ db_name: z.string() })),
  last_seq: sequenceSchema,
});

export interface DatabaseUpdates {
  readonly names: readonly string[];
  readonly lastSeq: string;
}

/**
 * `GET /_db_updates`: databases that were made, deleted or written since a sequence. Null where the server
 * has no `_global_changes` or does not offer it. A change of `_security` alone is not in it.
 * @param query for example `{ feed: 'longpoll', since, timeout }`
 */
export async function databaseUpdates(
  transport: Requester,
  query: NonNullable<CouchRequest['query']>,
  options: CallOptions = {},
): Promise<DatabaseUpdates | null> {
  const request: CouchRequest = {
    method: 'GET',
    path: ['_db_updates'],
    query,
    accept: [404, 501],
    ...options,
  };
  const response = await transport.request(request);
  if (response.status !== 200) return null;
  const { results, last_seq } = parseAnswer(request, response, answerSchema);
  return { names: results.map(({ db_name }) => db_name), lastSeq: last_seq };
}
