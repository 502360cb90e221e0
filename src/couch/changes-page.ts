import { z } from 'zod';
import { sequenceSchema } from './database-info.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

const answerSchema = z.object({
  results: z.array(z.object({ id: z.string(), seq: sequenceSchema.nullable() })),
  last_seq: sequenceSchema,
  pending: z.number().int().min(0).catch(0),
});

/** Milliseconds beyond its own time within which a long poll must have answered. */
const answerTime = 15_000;

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
  return toPage(answer);
}

/**
 * `GET /{db}/_changes?feed=longpoll`: answers as soon as something changed after `since`, or with nothing
 * once the time is up.
 * @param milliseconds how long the server waits
 */
export async function awaitChanges(
  transport: Requester,
  database: string,
  since: string,
  milliseconds: number,
  options: CallOptions = {},
): Promise<ChangesPage> {
  const query = { feed: 'longpoll', since, timeout: milliseconds, limit: 1000 };
  const answer = await requestParsed(
    transport,
    {
      method: 'GET',
      path: [database, '_changes'],
      query,
      timeout: milliseconds + answerTime,
      ...options,
    },
    answerSchema,
  );
  return toPage(answer);
}

function toPage({ results, last_seq, pending }: z.output<typeof answerSchema>): ChangesPage {
  return { ids: results.map((row) => row.id), lastSeq: last_seq, pending };
}
