import { apikeyDocumentId, type ApiKey } from '../documents/apikey.ts';
import type { Revocation } from '../documents/revocation.ts';
import { ConsoleError } from '../errors.ts';
import { stateOfKey } from '../keys/replaced-keys.ts';
import type { Command } from './command.ts';
import { keyAudit, keyExpiry, requireFreshKeyId, requireKey, scopeFacts } from './key-input.ts';
import { requireState, requireTenant } from './require-tenant.ts';
import { revocationOf } from './revoke-apikeys.ts';

export interface RotateApiKeyInput {
  /** The key to be replaced. */
  readonly keyId: string;
  readonly newKeyId: string;
  /** SHA-256 of the whole new key, lower-case hexadecimal. */
  readonly newKeyHash: string;
  /** When the new key ends, an ISO instant; null: never. */
  readonly expiresAt: string | null;
  /** How long the old key goes on, in hours; 0: it is revoked in the same write. */
  readonly overlapHours: number;
  /** The old key ends earlier once nobody has used it for so many hours; null: not. */
  readonly idleHours: number | null;
}

/**
 * Puts a new key of the same name, scopes and tenant in the place of another one, which goes on until the
 * overlap is over. Errors: `not-found`, `not-allowed-in-state` (the key is revoked, disabled or replaced
 * already, or its tenant is in the trash), `conflict` (the new id was given before), `invalid-input`.
 */
export function rotateApiKey(input: RotateApiKeyInput): Command<{ readonly keyId: string }> {
  return (snapshot, context) => {
    const old = requireKey(snapshot, input.keyId);
    const tenant = requireTenant(snapshot, old.tenant_id);
    requireState(tenant, ['active', 'suspended', 'archived'], 'given a key');
    requireFreshKeyId(snapshot, input.newKeyId);
    const state = stateOfKey(old, snapshot, context.now);
    if (state !== 'active' && state !== 'expired') {
      throw refused(old, `The key ${old.name} is ${state} and cannot be replaced.`);
    }
    if (old.replaced_by !== undefined) {
      throw refused(old, `The key ${old.name} was replaced already.`);
    }
    const { now, actor } = context;
    const made: ApiKey = {
      _id: apikeyDocumentId(input.newKeyId),
      type: 'api_key',
      key_id: input.newKeyId,
      tenant_id: old.tenant_id,
      name: old.name,
      key_hash: input.newKeyHash,
      scopes: old.scopes,
      enabled: true,
      expiresAt: keyExpiry(input.expiresAt, now),
      deletedAt: null,
      created_by: actor,
      createdAt: now,
      createdBy: actor,
      updatedAt: now,
      updatedBy: actor,
    };
    const end = new Date(Date.parse(now) + input.overlapHours * 3_600_000).toISOString();
    const replaced: ApiKey = {
      ...old,
      replaced_by: input.newKeyId,
      ...(input.idleHours === null ? {} : { idle_hours: input.idleHours }),
      expiresAt: old.expiresAt !== null && old.expiresAt < end ? old.expiresAt : end,
      updatedAt: now,
      updatedBy: actor,
    };
    const revocation: readonly Revocation[] =
      input.overlapHours === 0 ? [revocationOf(old, 'Replaced by a new key.', actor, now)] : [];
    return {
      documents: [made, replaced, ...revocation],
      audit: [
        keyAudit('key_generated', made, context, {
          tenant: tenant.key,
          replaces: old._id,
          ...scopeFacts(made.scopes),
          expiresAt: made.expiresAt,
        }),
        keyAudit('key_rotated', replaced, context, {
          tenant: tenant.key,
          replacedBy: made._id,
          overlapHours: input.overlapHours,
          idleHours: input.idleHours,
          before: { expiresAt: old.expiresAt },
          after: { expiresAt: replaced.expiresAt },
        }),
        ...revocation.map(({ reason }) =>
          keyAudit('key_revoked', old, context, { reason, hard: false }),
        ),
      ],
      result: { keyId: input.newKeyId },
    };
  };
}

function refused(key: ApiKey, message: string): ConsoleError {
  return new ConsoleError('not-allowed-in-state', message, {
    remedy: 'Make a new key for the tenant, or replace the newer one.',
    details: { key: key.key_id },
  });
}
