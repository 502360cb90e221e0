import { z } from 'zod';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

const bodySchema = z.looseObject({ _id: z.string(), _rev: z.string() });
const answerSchema = z.object({
  rows: z.array(z.object({ id: z.string(), doc: bodySchema.nullable().optional() })),
});
const keysSchema = z.object({ rows: z.array(z.object({ doc: bodySchema.nullable().optional() })) });

export type ListedDocument = z.output<typeof bodySchema>;

export interface DocumentRange {
  /** Where to begin and where to end, both themselves included; by descending ids the greater one first. */
  readonly start: string;
  readonly end: string;
  readonly descending: boolean;
  readonly skip: number;
  readonly limit: number;
}

/** `GET /{db}/_all_docs?include_docs=true&conflicts=true` of a range of ids. */
export async function allDocsPage(
  transport: Requester,
  database: string,
  range: DocumentRange,
  options: CallOptions = {},
): Promise<readonly ListedDocument[]> {
  const { rows } = await requestParsed(
    transport,
    {
      method: 'GET',
      path: [database, '_all_docs'],
      query: {
        include_docs: true,
        conflicts: true,
        startkey: JSON.stringify(range.start),
        endkey: JSON.stringify(range.end),
        descending: range.descending,
        skip: range.skip,
        limit: range.limit,
      },
      ...options,
    },
    answerSchema,
  );
  return rows.flatMap(({ doc }) => doc ?? []);
}

/** `POST /{db}/_all_docs` with keys: those of the documents that are there, with their conflicts. */
export async function allDocsByKeys(
  transport: Requester,
  database: string,
  keys: readonly string[],
  options: CallOptions = {},
): Promise<readonly ListedDocument[]> {
  if (keys.length === 0) return [];
  const { rows } = await requestParsed(
    transport,
    {
      method: 'POST',
      path: [database, '_all_docs'],
      query: { include_docs: true, conflicts: true },
      body: { keys },
      idempotent: true,
      ...options,
    },
    keysSchema,
  );
  return rows.flatMap(({ doc }) => doc ?? []);
}
