import type { Blueprint } from '../documents/blueprint.ts';
import { ConsoleError } from '../errors.ts';
import { isDatabaseName, keyProblem, keyProblemText } from '../naming.ts';
import { tenantDatabases, tenantUsernames } from '../tenant-names.ts';
import type { TakenNames } from './taken-names.ts';

const usernameLimit = 300;

/** Why a key cannot be a tenant's. */
export interface KeyRefusal {
  readonly code: 'key-invalid' | 'key-taken';
  /** A sentence for beside the field. */
  readonly message: string;
}

/**
 * Whether a tenant of this blueprint may have this key: the key's own rule, the names CouchDB accepts,
 * and no name that another tenant has, the trash included. Null when it may.
 */
export function checkKey(key: string, blueprint: Blueprint, taken: TakenNames): KeyRefusal | null {
  const problem = keyProblem(key);
  if (problem !== null) return { code: 'key-invalid', message: keyProblemText(problem) };
  const holder = taken.holder('key', key);
  if (holder !== null) {
    return {
      code: 'key-taken',
      message: `The key ${key} belongs to another tenant, perhaps one in the trash; a key is never reused.`,
    };
  }
  const databases = tenantDatabases(blueprint, key);
  const usernames = tenantUsernames(blueprint, key);
  return (
    repeatedName(databases) ??
    repeatedName(usernames) ??
    firstRefusal(databases, (name) => databaseRefusal(name, taken)) ??
    firstRefusal(usernames, (name) => usernameRefusal(name, taken))
  );
}

/** Throws the refusal as the error it is, with the remedy. */
export function requireKey(key: string, blueprint: Blueprint, taken: TakenNames): void {
  const refusal = checkKey(key, blueprint, taken);
  if (refusal === null) return;
  throw new ConsoleError(refusal.code, refusal.message, {
    remedy:
      refusal.code === 'key-taken'
        ? 'Choose another key.'
        : 'Choose 2 to 41 lower-case letters a to z, digits and hyphens, a letter first.',
    details: { key: key.slice(0, 60) },
  });
}

function databaseRefusal(name: string, taken: TakenNames): KeyRefusal | null {
  if (!isDatabaseName(name)) {
    return { code: 'key-invalid', message: `CouchDB does not accept the database name ${name}.` };
  }
  const holder = taken.holder('database', name);
  return holder === null ? null : takenBy('database', name, holder);
}

function usernameRefusal(name: string, taken: TakenNames): KeyRefusal | null {
  if (name.length === 0 || name.length > usernameLimit) {
    return { code: 'key-invalid', message: `The user name ${name} is too long.` };
  }
  const holder = taken.holder('user', name);
  return holder === null ? null : takenBy('user', name, holder);
}

function takenBy(kind: 'database' | 'user', name: string, holder: string): KeyRefusal {
  return {
    code: 'key-taken',
    message:
      holder === ''
        ? `The ${kind} name ${name} belongs to another tenant.`
        : `The ${kind} name ${name} belongs to the tenant ${holder}.`,
  };
}

function repeatedName(names: readonly string[]): KeyRefusal | null {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  return repeated === undefined
    ? null
    : { code: 'key-invalid', message: `The blueprint gives the name ${repeated} twice.` };
}

function firstRefusal(
  names: readonly string[],
  check: (name: string) => KeyRefusal | null,
): KeyRefusal | null {
  for (const name of names) {
    const refusal = check(name);
    if (refusal !== null) return refusal;
  }
  return null;
}
