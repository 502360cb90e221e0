import { z } from 'zod';
import { GatewayError } from '../errors.ts';

const number = (most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform((text) => Math.min(Number(text), most));
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const changesQuerySchema = z.object({
  since: z.string().max(9000).optional(),
  limit: number(1_000_000).optional(),
  feed: z.enum(['normal', 'longpoll', 'continuous', 'live', 'eventsource']).optional(),
  'last-event-id': z.string().max(9000).optional(),
  /** Milliseconds, or `true` for the usual ones. */
  heartbeat: z.union([number(3_600_000), flag]).optional(),
  timeout: number(60_000).optional(),
  style: z.enum(['main_only', 'all_docs']).optional(),
  include_docs: flag.optional(),
  descending: flag.optional(),
  filter: z.literal('_doc_ids').optional(),
  doc_ids: z.string().max(100_000).optional(),
});

export const getQuerySchema = z.object({
  rev: z.string().max(100).optional(),
  revs: flag.optional(),
  open_revs: z.string().max(100_000).optional(),
  latest: flag.optional(),
  revs_info: flag.optional(),
});

const json = (most: number) => z.string().max(most).transform(readJson).optional();
const keys = z.array(z.string().max(1000)).max(10_000);

export const allDocsQuerySchema = z.object({
  include_docs: flag.optional(),
  limit: number(1_000_000).optional(),
  skip: number(1_000_000).optional(),
  descending: flag.optional(),
  inclusive_end: flag.optional(),
  update_seq: flag.optional(),
  key: json(1000),
  keys: json(100_000).pipe(keys.optional()),
  startkey: json(1000),
  start_key: json(1000),
  endkey: json(1000),
  end_key: json(1000),
});

const count = z.number().int().min(0).max(1_000_000).optional();

/** The same, as a body. */
export const allDocsBodySchema = z.object({
  keys: keys.optional(),
  include_docs: z.boolean().optional(),
  limit: count,
  skip: count,
  descending: z.boolean().optional(),
  inclusive_end: z.boolean().optional(),
  update_seq: z.boolean().optional(),
  key: z.unknown().optional(),
  startkey: z.unknown().optional(),
  start_key: z.unknown().optional(),
  endkey: z.unknown().optional(),
  end_key: z.unknown().optional(),
});

export const idsBodySchema = z.object({ doc_ids: z.array(z.string().max(1000)).max(10_000) });
export const bulkGetSchema = z.object({
  docs: z
    .array(z.object({ id: z.string().max(1000), rev: z.string().max(100).optional() }))
    .max(10_000),
});
export const revsSchema = z.record(z.string().max(1000), z.array(z.string().max(100)).max(1000));
export const bulkDocsSchema = z.object({
  docs: z.array(z.unknown()).max(1000),
  new_edits: z.boolean().optional(),
});

/** Reads what was sent. Error: GatewayError `invalid_request`, naming the place and nothing of the value. */
export function readSent<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.map(String).join('.').slice(0, 100) ?? '';
  throw new GatewayError('invalid_request', {
    reason: where === '' ? 'The body cannot be read.' : `“${where}” cannot be used here.`,
  });
}

/** A value that stands as JSON in the query. */
export function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new GatewayError('invalid_request', { reason: 'A part of the query is no JSON.' });
  }
}
