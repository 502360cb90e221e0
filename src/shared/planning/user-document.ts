import type { Json } from '../json.ts';
import type { TenantSpec, UserSpec } from './server-spec.ts';
import type { ServerCapabilities } from './server-state.ts';

/**
 * The `_users` document of a service account, without `_rev`. CouchDB takes the hash as it is, so the
 * password never travels. The marker says whose it is and which credential it holds, since the server
 * rewrites hash and revision by itself after the first login.
 */
export function userDocument(
  tenant: TenantSpec,
  user: UserSpec,
  capabilities: ServerCapabilities,
): Readonly<Record<string, Json>> {
  const { iterations, salt, sha256, sha1 } = user.hash;
  return {
    _id: `org.couchdb.user:${user.username}`,
    type: 'user',
    name: user.username,
    roles: user.roles,
    password_scheme: 'pbkdf2',
    ...(capabilities.pbkdf2Prf
      ? { pbkdf2_prf: 'sha256', derived_key: sha256 }
      : { derived_key: sha1 }),
    iterations,
    salt,
    mycouch: { tenant: tenant.tenantId, account: user.account, credential: user.credentialId },
  };
}
