import { forbidden, noMajority, unauthorized } from './failure.ts';
import { isObject, isStringList, type JsonObject } from './json.ts';

/** Who a request speaks for; `name` is null for anonymous. */
export interface Identity {
  readonly name: string | null;
  readonly roles: readonly string[];
  /** How it was proven: Basic, cookie, token, or not at all. */
  readonly authenticated: 'default' | 'cookie' | 'jwt' | null;
}

export const anonymous: Identity = { name: null, roles: [], authenticated: null };

/** A new database is for administrators only until its `_security` is written. */
export const defaultSecurity: JsonObject = {
  members: { roles: ['_admin'] },
  admins: { roles: ['_admin'] },
};

const listOf = (security: JsonObject, group: 'admins' | 'members', kind: 'names' | 'roles') => {
  const section = security[group];
  const list = isObject(section) ? section[kind] : undefined;
  return isStringList(list) ? list : [];
};

const belongs = (identity: Identity, security: JsonObject, group: 'admins' | 'members') =>
  (identity.name !== null && listOf(security, group, 'names').includes(identity.name)) ||
  listOf(security, group, 'roles').some((role) => identity.roles.includes(role));

const isServerAdmin = (identity: Identity): boolean => identity.roles.includes('_admin');

export const isDatabaseAdmin = (identity: Identity, security: JsonObject): boolean =>
  isServerAdmin(identity) || belongs(identity, security, 'admins');

/** Empty member lists mean that anybody may read and write, anonymous ones included. */
export const isMember = (identity: Identity, security: JsonObject): boolean =>
  isDatabaseAdmin(identity, security) ||
  belongs(identity, security, 'members') ||
  (listOf(security, 'members', 'names').length === 0 &&
    listOf(security, 'members', 'roles').length === 0);

export const requireServerAdmin = (identity: Identity): void => {
  if (!isServerAdmin(identity)) throw unauthorized('You are not a server admin.');
};

export const requireMember = (identity: Identity, security: JsonObject): void => {
  if (isMember(identity, security)) return;
  if (identity.name === null) throw unauthorized('You are not authorized to access this db.');
  throw forbidden('You are not allowed to access this db.');
};

/**
 * Reads a `_security` body; extra keys are kept. Errors: 500 `no_majority` for a wrong shape, which is what
 * CouchDB answers too.
 */
export const parseSecurity = (value: unknown): JsonObject => {
  if (!isObject(value)) throw noMajority();
  for (const group of ['admins', 'members'] as const) {
    const section = value[group];
    if (section === undefined) continue;
    if (!isObject(section)) throw noMajority();
    for (const kind of ['names', 'roles'] as const) {
      const list = section[kind];
      if (list !== undefined && !isStringList(list)) throw noMajority();
    }
  }
  return value;
};
