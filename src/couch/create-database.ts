import type { CallOptions } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/**
 * `PUT /{db}?q=…`. The new database is readable by server administrators only. `existed`: there was one
 * of that name already, possibly made by an attempt of ours whose answer was lost.
 * @param q number of shards
 */
export async function createDatabase(
  transport: Requester,
  database: string,
  q: number,
  options: CallOptions = {},
): Promise<'created' | 'existed'> {
  const response = await transport.request({
    method: 'PUT',
    path: [database],
    query: { q },
    accept: [412],
    idempotent: true,
    ...options,
  });
  return response.status === 412 ? 'existed' : 'created';
}
