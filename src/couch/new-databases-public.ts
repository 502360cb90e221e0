import { getConfigValue } from './get-config-value.ts';
import type { CallOptions } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/**
 * Whether a new database is open to everyone until its `_security` is written. CouchDB 3 closes it unless
 * `[couchdb] default_security` says otherwise; of an unknown value we cannot know that it does.
 * Configuration is per node, and any node may be the one that makes the database: one that opens is enough,
 * and one that cannot be asked throws.
 * @param nodes names from `_membership`
 */
export async function newDatabasesPublic(
  transport: Requester,
  nodes: readonly string[],
  options: CallOptions = {},
): Promise<boolean> {
  const settings = await Promise.all(
    nodes.map((node) => getConfigValue(transport, node, 'couchdb', 'default_security', options)),
  );
  return settings.some((setting) => setting !== null && setting !== 'admin_only');
}
