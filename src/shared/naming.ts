/**
 * Names derived from a tenant. `{key}` and `{name}` are the only placeholders of a pattern.
 * CouchDB: a database name starts with a lower-case letter, then a-z 0-9 _ $ ( ) + - /, at most 238 bytes.
 */

/** No underscore, so that joined names such as `shop_{key}_{name}` cannot collide. */
const tenantKeyPattern = /^[a-z][a-z0-9-]{1,40}$/;
const databaseNamePattern = /^[a-z][a-z0-9_$()+/-]*$/;
const databaseNameLimit = 238;

export type KeyProblem = 'empty' | 'too-short' | 'too-long' | 'first-character' | 'characters';

/** Why a tenant key is not acceptable, or null when it is. */
export function keyProblem(key: string): KeyProblem | null {
  if (key.length === 0) return 'empty';
  if (!/^[a-z]/.test(key)) return 'first-character';
  if (!/^[a-z0-9-]*$/.test(key)) return 'characters';
  if (key.length < 2) return 'too-short';
  if (key.length > 41) return 'too-long';
  return tenantKeyPattern.test(key) ? null : 'characters';
}

/** The sentence shown beside the field for each problem. */
export function keyProblemText(problem: KeyProblem): string {
  switch (problem) {
    case 'empty':
      return 'A key is needed.';
    case 'too-short':
      return 'A key has at least two characters.';
    case 'too-long':
      return 'A key has at most 41 characters.';
    case 'first-character':
      return 'A key starts with a lower-case letter, a to z.';
    case 'characters':
      return 'A key has lower-case letters a to z, digits and hyphens only.';
  }
}

/** True when CouchDB accepts the name for a database. */
export function isDatabaseName(name: string): boolean {
  return (
    databaseNamePattern.test(name) && new TextEncoder().encode(name).length <= databaseNameLimit
  );
}

/** Fills `{key}` and `{name}` into a blueprint's pattern. */
export function fillPattern(pattern: string, key: string, name: string): string {
  return pattern.replaceAll('{key}', key).replaceAll('{name}', name);
}

/** What a role lets its holder do in a tenant's databases. */
export type Access = 'read' | 'write' | 'administer';

/** The role that opens a tenant's databases for reading in one epoch. Built from the uuid, never the key. */
export function readRole(tenantId: string, epoch: number): string {
  return `t:${tenantId}:${String(epoch)}`;
}

/**
 * The role that opens one of a tenant's databases, for tokens that reach only some.
 * @param database its name in the blueprint
 */
export function databaseRole(tenantId: string, epoch: number, database: string): string {
  return `${readRole(tenantId, epoch)}:d:${database}`;
}

/** All roles that an account or token with this access carries, the reading role first. */
export function rolesFor(access: Access, tenantId: string, epoch: number): readonly string[] {
  const read = readRole(tenantId, epoch);
  switch (access) {
    case 'read':
      return [read];
    case 'write':
      return [read, `${read}:w`];
    case 'administer':
      return [read, `${read}:w`, `${read}:a`];
  }
}

/** The role of an operator's own CouchDB account: replicates the registry, is no server administrator. */
export const operatorRole = 'couch-sitter:operator';

/** The database that every console replicates the registry with. */
export const registryDatabase = 'couch-sitter';

/** The database of the audit log. */
export const logDatabase = 'couch-sitter-log';
