import type { CallOptions } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/**
 * `DELETE /{db}/{id}?rev=…`. One that is not there is gone as asked; throws `conflict` where the revision
 * is not the current one.
 */
export async function deleteDocument(
  transport: Requester,
  database: string,
  id: string,
  rev: string,
  options: CallOptions = {},
): Promise<'deleted' | 'absent'> {
  const response = await transport.request({
    method: 'DELETE',
    path: [database, id],
    query: { rev },
    accept: [404],
    idempotent: true,
    ...options,
  });
  return response.status === 404 ? 'absent' : 'deleted';
}
