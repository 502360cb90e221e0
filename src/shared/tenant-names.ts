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

/** User names of a tenant's service accounts, in the blueprint's order. */
export function tenantUsernames(blueprint: Blueprint, key: string): readonly string[] {
  return blueprint.accounts.map(({ name }) => accountUsername(blueprint, key, name));
}
