import { apikeyDocumentId, type ApiKey, type ApiKeyScopes } from '../documents/apikey.ts';
import type { Command } from './command.ts';
import {
  keyAudit,
  keyExpiry,
  keyName,
  keyScopes,
  requireFreshKeyId,
  scopeFacts,
} from './key-input.ts';
import { requireState, requireTenant } from './require-tenant.ts';

/** A key that was generated already; only its hash is handed over. */
export interface CreateApiKeyInput {
  readonly keyId: string;
  readonly tenantId: string;
  readonly name: string;
  /** SHA-256 of the whole key, lower-case hexadecimal. */
  readonly keyHash: string;
  readonly scopes: ApiKeyScopes;
  /** ISO instant; null: never. */
  readonly expiresAt: string | null;
}

/**
 * Adds an API key to a tenant. Errors: `not-found`, `not-allowed-in-state` (in the trash), `conflict` (the
 * id was given before, or was revoked), `invalid-input` (with the field in its details).
 */
export function createApiKey(input: CreateApiKeyInput): Command<{ readonly keyId: string }> {
  return (snapshot, context) => {
    const tenant = requireTenant(snapshot, input.tenantId);
    requireState(tenant, ['active', 'suspended', 'archived'], 'given a key');
    requireFreshKeyId(snapshot, input.keyId);
    const key: ApiKey = {
      _id: apikeyDocumentId(input.keyId),
      type: 'api_key',
      key_id: input.keyId,
      tenant_id: input.tenantId,
      name: keyName(input.name),
      key_hash: input.keyHash,
      scopes: keyScopes(snapshot, tenant, input.scopes),
      enabled: true,
      expiresAt: keyExpiry(input.expiresAt, context.now),
      deletedAt: null,
      created_by: context.actor,
      createdAt: context.now,
      createdBy: context.actor,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [key],
      audit: [
        keyAudit('key_generated', key, context, {
          tenant: tenant.key,
          ...scopeFacts(key.scopes),
          expiresAt: key.expiresAt,
        }),
      ],
      result: { keyId: input.keyId },
    };
  };
}
