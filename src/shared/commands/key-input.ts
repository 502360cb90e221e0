import type { ApiKey, ApiKeyScopes } from '../documents/apikey.ts';
import type { AuditDraft } from '../documents/audit.ts';
import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { CommandContext } from './command.ts';
import { requireBlueprint } from './new-tenant.ts';
import { unfitForNames } from './tenant-text.ts';

const nameLimit = 200;

/** The key, or `not-found`. */
export function requireKey(snapshot: RegistrySnapshot, keyId: string): ApiKey {
  const key = snapshot.apikeysById.get(keyId);
  if (key !== undefined) return key;
  throw new ConsoleError('not-found', 'There is no such key in the registry.', {
    remedy: 'Look at the list of keys again.',
    details: { key: keyId.slice(0, 100) },
  });
}

/** Throws `conflict` where an id was given to a key before. */
export function requireFreshKeyId(snapshot: RegistrySnapshot, keyId: string): void {
  if (!snapshot.apikeysById.has(keyId) && !snapshot.revokedKeys.has(keyId)) return;
  throw new ConsoleError('conflict', 'A key with this id was made before.', {
    remedy: 'Generate another key.',
  });
}

/** The name without blanks around it; `invalid-input` where it is none. */
export function keyName(text: string): string {
  const name = text.trim();
  const problem =
    name === ''
      ? 'A key needs a name.'
      : name.length > nameLimit
        ? `A name has at most ${String(nameLimit)} characters.`
        : unfitForNames.test(name)
          ? 'A name is one line of text, without control characters.'
          : null;
  if (problem === null) return name;
  throw new ConsoleError('invalid-input', problem, { details: { field: 'name' } });
}

/** The end of a key; `invalid-input` where it is over already. */
export function keyExpiry(expiresAt: string | null, now: string): string | null {
  if (expiresAt === null || expiresAt > now) return expiresAt;
  throw new ConsoleError('invalid-input', 'The key would be expired from the start.', {
    remedy: 'Choose a time to come, or none.',
    details: { field: 'expiresAt' },
  });
}

/**
 * Scopes with each database once, in the blueprint's order. `invalid-input` where one is not of the tenant's
 * blueprint, or none is chosen.
 */
export function keyScopes(
  snapshot: RegistrySnapshot,
  tenant: Tenant,
  { access, databases }: ApiKeyScopes,
): ApiKeyScopes {
  if (databases === null) return { access, databases };
  const known = requireBlueprint(snapshot, tenant.blueprint).databases.map(({ name }) => name);
  const strange = databases.find((name) => !known.includes(name));
  if (strange === undefined && databases.length > 0) {
    return { access, databases: known.filter((name) => databases.includes(name)) };
  }
  throw new ConsoleError(
    'invalid-input',
    strange === undefined
      ? 'The key would reach no database.'
      : `The tenant has no database ${strange.slice(0, 60)}.`,
    {
      remedy: `Choose all of them, or some of: ${known.join(', ')}.`,
      details: { field: 'databases' },
    },
  );
}

/** Scopes for an audit entry. */
export function scopeFacts({ access, databases }: ApiKeyScopes): Readonly<Record<string, Json>> {
  return { access, databases: databases === null ? null : [...databases] };
}

/** An audit draft about one key; its hash is never told. */
export function keyAudit(
  action: string,
  key: ApiKey,
  context: CommandContext,
  details: AuditDraft['details'],
): AuditDraft {
  return {
    type: 'audit_log',
    tenant_id: key.tenant_id,
    action,
    actor: context.actor,
    resource_type: 'api_key',
    resource_id: key._id,
    outcome: 'ok',
    details: { key: key.name, ...details },
    createdAt: context.now,
  };
}
