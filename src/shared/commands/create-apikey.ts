import { apikeyDocumentId, type ApiKey, type ApiKeyScopes } from '../documents/apikey.ts';
import type { AuditDraft } from '../documents/audit.ts';
import { ConsoleError } from '../errors.ts';
import type { Command, CommandContext } from './command.ts';
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
 * id was given before, or was revoked), `invalid-input`.
 */
export function createApiKey(input: CreateApiKeyInput): Command<{ readonly keyId: string }> {
  return (snapshot, context) => {
    const tenant = requireTenant(snapshot, input.tenantId);
    requireState(tenant, ['active', 'suspended', 'archived'], 'given a key');
    if (input.name.trim() === '') throw new ConsoleError('invalid-input', 'A key needs a name.');
    if (input.expiresAt !== null && input.expiresAt <= context.now) {
      throw new ConsoleError('invalid-input', 'The key would be expired from the start.', {
        remedy: 'Choose a time to come, or none.',
      });
    }
    const taken = [...snapshot.apikeys.values()]
      .flat()
      .some(({ key_id }) => key_id === input.keyId);
    if (taken || snapshot.revokedKeys.has(input.keyId)) {
      throw new ConsoleError('conflict', 'A key with this id was made before.', {
        remedy: 'Generate another key.',
      });
    }
    const key: ApiKey = {
      _id: apikeyDocumentId(input.keyId),
      type: 'api_key',
      key_id: input.keyId,
      tenant_id: input.tenantId,
      name: input.name.trim(),
      key_hash: input.keyHash,
      scopes: input.scopes,
      enabled: true,
      expiresAt: input.expiresAt,
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
          access: input.scopes.access,
          databases: input.scopes.databases === null ? null : [...input.scopes.databases],
          expiresAt: input.expiresAt,
        }),
      ],
      result: { keyId: input.keyId },
    };
  };
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
