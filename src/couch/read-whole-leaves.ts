import { z } from 'zod';
import { jsonSchema } from '../shared/json.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

const leafSchema = z
  .object({
    _id: z.string(),
    _rev: z.string(),
    _attachments: z
      .record(
        z.string(),
        z.object({ content_type: z.string(), data: z.string() }).catchall(jsonSchema),
      )
      .optional(),
  })
  .catchall(jsonSchema);

/** A leaf with its attachments' bytes (base64) inside, as `_bulk_docs` takes it. */
export type WholeLeaf = z.output<typeof leafSchema>;

const answerSchema = z.object({
  results: z.array(
    z.object({
      docs: z.array(z.object({ ok: leafSchema.optional() })),
    }),
  ),
});

/** Milliseconds; attachments take their time. */
const patience = 300_000;

/**
 * `POST /{db}/_bulk_get` with attachments, and with the revisions before where `history` says so. What is not
 * there is left out.
 */
export async function readWholeLeaves(
  transport: Requester,
  database: string,
  wanted: readonly { readonly id: string; readonly rev: string }[],
  { history, ...options }: CallOptions & { readonly history: boolean },
): Promise<readonly WholeLeaf[]> {
  if (wanted.length === 0) return [];
  const { results } = await requestParsed(
    transport,
    {
      method: 'POST',
      path: [database, '_bulk_get'],
      query: { attachments: true, ...(history ? { revs: true } : {}) },
      body: { docs: wanted.map(({ id, rev }) => ({ id, rev })) },
      idempotent: true,
      timeout: patience,
      ...options,
    },
    answerSchema,
  );
  return results.flatMap(({ docs }) => docs.flatMap(({ ok }) => (ok === undefined ? [] : [ok])));
}
