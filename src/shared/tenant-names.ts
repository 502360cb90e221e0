import type { Blueprint } from './documents/blueprint.ts';
import { fillPattern } from './naming.ts';

/** Names of a tenant's databases, in the blueprint's order. */
export function tenantDatabases(blueprint: Blueprint, key: string): readonly string[] {
  return blueprint.databases.map(({ name }) => fillPattern(blueprint.database_pattern, key, name));
}

/** The user name of one of a tenant's service accounts. */
export function accountUsername(blueprint: Blueprint, key: string, account: string): string {
  return fillPattern(blueprint.account_pattern, key, account);
}

/**
 * The other user name of an account, which takes turns with the first one when its password is rotated.
 * No key, account name or pattern can have a dot, so it is nobody's first name, and two of them are equal
 * only where the first ones are.
 */
export function secondUsername(username: string): string {
  return `${username}.2`;
}

/** User names of a tenant's service accounts, in the blueprint's order. */
export function tenantUsernames(blueprint: Blueprint, key: string): readonly string[] {
  return blueprint.accounts.map(({ name }) => accountUsername(blueprint, key, name));
}

/** The name of the two that is not in use now. */
export function otherUsername(first: string, current: string): string {
  return current === first ? secondUsername(first) : first;
}
