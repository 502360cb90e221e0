import { z } from 'zod';
import { type DatabaseInfo, databaseInfoSchema, toDatabaseInfo } from './database-info.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/** Part of the list of databases, in the order of bytes. */
export interface NameRange {
  /** First name; null: from the beginning. */
  readonly from: string | null;
  /** First name that is no longer in it; null: to the end. */
  readonly to: string | null;
}

const answerSchema = z.array(
  z.union([
    z.object({ key: z.string(), info: databaseInfoSchema }),
    z.object({ key: z.string(), error: z.string() }),
  ]),
);

/**
 * `GET /_dbs_info` for a range of names, without a limit on their number. A database that goes away
 * meanwhile is absent. Server administrators only.
 */
export async function databasesInfoRange(
  transport: Requester,
  { from, to }: NameRange,
  options: CallOptions = {},
): Promise<readonly DatabaseInfo[]> {
  const answer = await requestParsed(
    transport,
    {
      method: 'GET',
      path: ['_dbs_info'],
      query: {
        ...(from === null ? {} : { start_key: JSON.stringify(from) }),
        ...(to === null ? {} : { end_key: JSON.stringify(to), inclusive_end: false }),
      },
      ...options,
    },
    answerSchema,
  );
  return answer.flatMap((row) => ('info' in row ? [toDatabaseInfo(row.info)] : []));
}
