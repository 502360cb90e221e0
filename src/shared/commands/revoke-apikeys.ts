import type { ApiKey } from '../documents/apikey.ts';
import type { AuditDraft } from '../documents/audit.ts';
import { revocationDocumentId, type Revocation } from '../documents/revocation.ts';
import { tenantState, type Tenant } from '../documents/tenant.ts';
import type { Command } from './command.ts';
import { keyAudit, requireKey } from './key-input.ts';
import { tenantAudit } from './tenant-audit.ts';

export interface RevokeApiKeysInput {
  readonly keyIds: readonly string[];
  /** For the log; may be empty. */
  readonly reason: string;
  /**
   * Raises the epoch of the tenants too: with the next apply every token of theirs is refused, whichever
   * key it was made from.
   */
  readonly hard: boolean;
}

export interface KeysRevoked {
  /** Keys that were not revoked before. */
  readonly revoked: number;
  /** Tenants whose epoch was raised. */
  readonly tenants: number;
}

/**
 * Revokes API keys for good. Each gets a document of its own and none is edited, so that it works offline
 * and no edit of a key can undo it. What is revoked already is left as it is; hard, its tenant's tokens go
 * all the same. A tenant without access has no token that is still good and keeps its epoch.
 * Error: `not-found`, and then nothing is written.
 */
export function revokeApiKeys(input: RevokeApiKeysInput): Command<KeysRevoked> {
  return (snapshot, context) => {
    const documents: (Revocation | Tenant)[] = [];
    const audit: AuditDraft[] = [];
    const tenantIds = new Set<string>();
    for (const keyId of new Set(input.keyIds)) {
      const revoked = snapshot.revokedKeys.has(keyId);
      const known = snapshot.apikeysById.get(keyId);
      if (known !== undefined) tenantIds.add(known.tenant_id);
      if (revoked) continue;
      const key = known ?? requireKey(snapshot, keyId);
      const revocation = revocationOf(key, input.reason, context.actor, context.now);
      documents.push(revocation);
      audit.push(
        keyAudit('key_revoked', key, context, { reason: revocation.reason, hard: input.hard }),
      );
    }
    const revoked = documents.length;
    for (const tenantId of input.hard ? tenantIds : []) {
      const tenant = snapshot.tenants.get(tenantId);
      if (tenant === undefined || tenantState(tenant) !== 'active') continue;
      const changed: Tenant = {
        ...tenant,
        generation: tenant.generation + 1,
        epoch: tenant.epoch + 1,
        updatedAt: context.now,
        updatedBy: context.actor,
      };
      documents.push(changed);
      audit.push(
        tenantAudit('tokens_revoked', changed, context, {
          before: { generation: tenant.generation, epoch: tenant.epoch },
          after: { generation: changed.generation, epoch: changed.epoch },
        }),
      );
    }
    return { documents, audit, result: { revoked, tenants: documents.length - revoked } };
  };
}

/** The document that revokes a key. */
export function revocationOf(key: ApiKey, reason: string, by: string, at: string): Revocation {
  return {
    _id: revocationDocumentId(key.key_id),
    type: 'revocation',
    key_id: key.key_id,
    tenant_id: key.tenant_id,
    reason: reason.trim().slice(0, 500),
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
  };
}
