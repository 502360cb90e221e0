import { z } from 'zod';
import type { Json } from '../shared/json.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

const answerSchema = z.array(
  z.union([
    z.object({ id: z.string(), rev: z.string() }),
    z.object({ id: z.string(), error: z.string() }),
  ]),
);

/** What became of one document: its new revision, or CouchDB's word for why not (`conflict`, `forbidden`, …). */
export type Written =
  { readonly id: string; readonly rev: string } | { readonly id: string; readonly error: string };

/**
 * `POST /{db}/_bulk_docs`: each document for itself, in no order. After a lost answer it is sent again, and
 * then what was written the first time answers `conflict`.
 */
export async function writeDocuments(
  transport: Requester,
  database: string,
  documents: readonly Readonly<Record<string, Json>>[],
  options: CallOptions = {},
): Promise<readonly Written[]> {
  if (documents.length === 0) return [];
  return requestParsed(
    transport,
    {
      method: 'POST',
      path: [database, '_bulk_docs'],
      body: { docs: documents },
      idempotent: true,
      ...options,
    },
    answerSchema,
  );
}
