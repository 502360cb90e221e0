import { getConfigValue } from './get-config-value.ts';
import type { CallOptions } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/**
 * Whether a new database is open to everyone until its `_security` is written. CouchDB 3 closes it unless
 * `[couchdb] default_security` says otherwise; of an unknown value we cannot know that it does.
 */
export async function newDatabasesPublic(
  transport: Requester,
  options: CallOptions = {},
): Promise<boolean> {
  const setting = await getConfigValue(transport, 'couchdb', 'default_security', options);
  return setting !== null && setting !== 'admin_only';
}
