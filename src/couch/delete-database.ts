import type { CallOptions } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/** `DELETE /{db}`, with everything in it, for good. One that is not there is gone as asked. */
export async function deleteDatabase(
  transport: Requester,
  database: string,
  options: CallOptions = {},
): Promise<'deleted' | 'absent'> {
  const response = await transport.request({
    method: 'DELETE',
    path: [database],
    accept: [404],
    idempotent: true,
    ...options,
  });
  return response.status === 404 ? 'absent' : 'deleted';
}
