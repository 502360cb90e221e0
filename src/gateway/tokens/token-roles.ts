import { databaseRole, readRole } from '../../shared/naming.ts';

/** What a token may open. */
export interface TokenReach {
  readonly tenantId: string;
  readonly epoch: number;
  readonly access: 'read' | 'write';
  /** Names of the blueprint's databases; null: all of the tenant's. */
  readonly databases: readonly string[] | null;
}

/**
 * The roles that CouchDB is told. Without a scope it is the tenant's reading role. With one it is a role for
 * each database instead, which no other database of the tenant lets in. `:w` opens nothing by itself; the
 * guard asks for it.
 */
export function tokenRoles({ tenantId, epoch, access, databases }: TokenReach): readonly string[] {
  const read = readRole(tenantId, epoch);
  const opening =
    databases === null
      ? [read]
      : databases.map((database) => databaseRole(tenantId, epoch, database));
  return access === 'write' ? [...opening, `${read}:w`] : opening;
}

/** The role of the gateway's own tokens for the databases that tenants share. */
export const sharedRole = 'mycouch:shared';

/**
 * Looks at roles right before they are signed, by rules of its own: each has to be a role of this tenant and
 * epoch, for reading, writing or one database, and nothing more than was granted. Null: they are; else what
 * is wrong. CouchDB takes `_admin` in a token for its administrator, so nothing of CouchDB's own passes.
 */
export function roleProblem(roles: readonly string[], reach: TokenReach): string | null {
  const prefix = `t:${reach.tenantId}:${String(reach.epoch)}`;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(reach.tenantId)) return 'the tenant';
  if (!Number.isSafeInteger(reach.epoch) || reach.epoch < 1) return 'the epoch';
  if (roles.length === 0) return 'there is none';
  if (new Set(roles).size !== roles.length) return 'one stands there twice';
  let opens = 0;
  for (const role of roles) {
    if (role === prefix) {
      if (reach.databases !== null) return 'the whole tenant for a token of some databases';
      opens += 1;
    } else if (role === `${prefix}:w`) {
      if (reach.access !== 'write') return 'writing for a token that reads';
    } else if (role.startsWith(`${prefix}:d:`)) {
      const name = role.slice(prefix.length + 3);
      if (reach.databases?.includes(name) !== true) return 'a database that was not granted';
      opens += 1;
    } else {
      return 'a role of something else';
    }
  }
  return opens > 0 && opens === (reach.databases?.length ?? 1) ? null : 'a database is missing';
}
