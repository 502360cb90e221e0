import { canonicalJson } from '../canonical-json.ts';
import type { ApiKey, ApiKeyScopes } from '../documents/apikey.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import { stateOfKey } from '../keys/replaced-keys.ts';
import type { Command } from './command.ts';
import { keyAudit, keyExpiry, keyName, keyScopes, requireKey, scopeFacts } from './key-input.ts';
import { requireState, requireTenant } from './require-tenant.ts';

/** Only what is given is changed. */
export interface EditApiKeyInput {
  readonly keyId: string;
  readonly name?: string | undefined;
  readonly scopes?: ApiKeyScopes | undefined;
  /** Null: never. */
  readonly expiresAt?: string | null | undefined;
  readonly enabled?: boolean | undefined;
}

/**
 * Changes an API key; what it may do more than before is marked as `widened` in the audit log. A key that
 * was replaced gets no later end. No difference, no write.
 * Errors: `not-found`, `not-allowed-in-state` (revoked, or the tenant is in the trash), `invalid-input`.
 */
export function editApiKey(input: EditApiKeyInput): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const key = requireKey(snapshot, input.keyId);
    const tenant = requireTenant(snapshot, key.tenant_id);
    requireState(tenant, ['active', 'suspended', 'archived'], 'given other keys');
    const state = stateOfKey(key, snapshot, context.now);
    if (state === 'revoked' || state === 'deleted') {
      throw new ConsoleError('not-allowed-in-state', `The key ${key.name} is revoked for good.`, {
        remedy: 'Make a new one.',
        details: { key: key.key_id },
      });
    }
    const sameEnd = input.expiresAt === undefined || input.expiresAt === key.expiresAt;
    const edited: ApiKey = {
      ...key,
      name: input.name === undefined || input.name === key.name ? key.name : keyName(input.name),
      scopes:
        input.scopes === undefined
          ? key.scopes
          : { ...key.scopes, ...keyScopes(snapshot, tenant, input.scopes) },
      expiresAt: sameEnd ? key.expiresAt : keyExpiry(input.expiresAt ?? null, context.now),
      enabled: input.enabled ?? key.enabled,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    if (key.replaced_by !== undefined && isLater(edited.expiresAt, key.expiresAt)) {
      throw new ConsoleError('invalid-input', 'The key was replaced and gets no later end.', {
        remedy: 'Go over to the new key, or make another one.',
        details: { field: 'expiresAt' },
      });
    }
    const [before, after] = [facts(key), facts(edited)];
    const changed = Object.keys(after).filter(
      (field) => canonicalJson(before[field] ?? null) !== canonicalJson(after[field] ?? null),
    );
    if (changed.length === 0) return { documents: [], audit: [], result: { changed: false } };
    const only = (of: Readonly<Record<string, Json>>) =>
      Object.fromEntries(changed.map((field) => [field, of[field] ?? null]));
    return {
      documents: [edited],
      audit: [
        keyAudit('key_edited', edited, context, {
          tenant: tenant.key,
          before: only(before),
          after: only(after),
          ...(widens(key, edited) ? { widened: true } : {}),
        }),
      ],
      result: { changed: true },
    };
  };
}

function facts(key: ApiKey): Readonly<Record<string, Json>> {
  const { name, expiresAt, enabled } = key;
  return { name, ...scopeFacts(key.scopes), expiresAt, enabled };
}

/** Null is never. */
function isLater(end: string | null, than: string | null): boolean {
  return than !== null && (end === null || end > than);
}

/** Whether an edited key may do anything that it could not before. */
export function widens(
  before: Pick<ApiKey, 'scopes' | 'expiresAt' | 'enabled'>,
  after: Pick<ApiKey, 'scopes' | 'expiresAt' | 'enabled'>,
): boolean {
  const [had, has] = [before.scopes.databases, after.scopes.databases];
  return (
    (before.scopes.access === 'read' && after.scopes.access === 'write') ||
    (had !== null && (has === null || has.some((name) => !had.includes(name)))) ||
    isLater(after.expiresAt, before.expiresAt) ||
    (!before.enabled && after.enabled)
  );
}
