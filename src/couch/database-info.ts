import { z } from 'zod';
import { type CallOptions, parseAnswer } from './parse-answer.ts';
import type { CouchRequest, Requester } from './transport.ts';

/** CouchDB 3 answers sequences as strings; earlier ones and some of its relatives as numbers. */
export const sequenceSchema = z.union([z.string(), z.number()]).transform(String);

export const databaseInfoSchema = z.object({
  db_name: z.string(),
  doc_count: z.number().int().min(0),
  doc_del_count: z.number().int().min(0).optional(),
  update_seq: sequenceSchema,
  instance_start_time: z.string().catch('0'),
  sizes: z.object({ file: z.number().catch(0), active: z.number().catch(0) }).catch({
    file: 0,
    active: 0,
  }),
});

export interface DatabaseInfo {
  readonly name: string;
  readonly documents: number;
  /** Null where the server does not tell and it is not plain either. */
  readonly deletedDocuments: number | null;
  /** Opaque; differs where something changed, `_security` included. */
  readonly updateSeq: string;
  /** Microseconds since 1970, as text; another one means another database of the same name. */
  readonly instanceStartTime: string;
  /** Bytes on disk. */
  readonly fileSize: number;
  /** Bytes of live data. */
  readonly activeSize: number;
}

export function toDatabaseInfo(raw: z.output<typeof databaseInfoSchema>): DatabaseInfo {
  return {
    name: raw.db_name,
    documents: raw.doc_count,
    deletedDocuments: raw.doc_del_count ?? (neverWritten(raw.update_seq) ? 0 : null),
    updateSeq: raw.update_seq,
    instanceStartTime: raw.instance_start_time,
    fileSize: raw.sizes.file,
    activeSize: raw.sizes.active,
  };
}

/** Sequences begin with the number of changes so far. */
function neverWritten(updateSeq: string): boolean {
  return updateSeq === '0' || updateSeq.startsWith('0-');
}

/** `GET /{db}`; null when there is no such database. */
export async function databaseInfo(
  transport: Requester,
  database: string,
  options: CallOptions = {},
): Promise<DatabaseInfo | null> {
  const request: CouchRequest = { method: 'GET', path: [database], accept: [404], ...options };
  const response = await transport.request(request);
  if (response.status === 404) return null;
  return toDatabaseInfo(parseAnswer(request, response, databaseInfoSchema));
}
