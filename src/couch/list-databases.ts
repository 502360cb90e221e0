import { z } from 'zod';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/** `GET /_all_dbs`: the names of all databases, system ones included. Server administrators only. */
export async function listDatabases(
  transport: Requester,
  options: CallOptions = {},
): Promise<readonly string[]> {
  return requestParsed(
    transport,
    { method: 'GET', path: ['_all_dbs'], ...options },
    z.array(z.string()),
  );
}
