import type { TenantBulkAction } from '../bridge/tenant-views.ts';
import type { AuditDraft } from '../documents/audit.ts';
import { tenantState, type Tenant } from '../documents/tenant.ts';
import { ConsoleError, type ErrorReport, reportError } from '../errors.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { activateTenant } from './activate-tenant.ts';
import { archiveTenant } from './archive-tenant.ts';
import { changeBlueprint, leftBehind } from './change-blueprint.ts';
import type { Command, CommandOutcome } from './command.ts';
import type { CredentialInputs } from './credential-input.ts';
import { removeTenant } from './remove-tenant.ts';
import { restoreTenant } from './restore-tenant.ts';
import { setFlags } from './set-flags.ts';
import { suspendTenant } from './suspend-tenant.ts';
import { takenNames, type TakenNames } from './taken-names.ts';
import type { TenantChange } from './tenant-change.ts';
import { unarchiveTenant } from './unarchive-tenant.ts';

/** One tenant of many, with what is asked for it. */
export interface BulkItem {
  readonly tenantId: string;
  readonly action: TenantBulkAction;
  /** The revision that was seen; null: whatever the tenant is now. */
  readonly seen: string | null;
  /** For a blueprint with accounts the tenant does not have. */
  readonly credentials?: CredentialInputs | undefined;
}

export interface BulkOutcome {
  /** Those that were changed, each with the action that takes it back. */
  readonly done: readonly { readonly tenantId: string; readonly inverse: TenantBulkAction }[];
  readonly unchanged: readonly string[];
  readonly refused: readonly { readonly tenantId: string; readonly report: ErrorReport }[];
  /** Databases that stay on the server without anybody managing them. */
  readonly leftBehind: number;
}

/**
 * Does many edits of tenants in one write. One that is not possible keeps no other from being done; each
 * is refused or done exactly as it would be alone. A tenant may stand in `items` once.
 */
export function bulkTenants(items: readonly BulkItem[]): Command<BulkOutcome> {
  return (snapshot, context) => {
    const documents: CommandOutcome<unknown>['documents'][number][] = [];
    const audit: AuditDraft[] = [];
    const done: { tenantId: string; inverse: TenantBulkAction }[] = [];
    const unchanged: string[] = [];
    const refused: { tenantId: string; report: ErrorReport }[] = [];
    let left = 0;
    let taken: TakenNames | null = null;
    for (const item of items) {
      try {
        const before = snapshot.tenants.get(item.tenantId);
        if (item.action.do === 'blueprint') taken ??= takenNames(snapshot);
        const outcome = commandOf(item, taken ?? undefined)(snapshot, context);
        if (before === undefined || !outcome.result.changed) {
          unchanged.push(item.tenantId);
          continue;
        }
        left += noteNames(snapshot, before, item.action, taken);
        documents.push(...outcome.documents);
        audit.push(...outcome.audit);
        done.push({ tenantId: item.tenantId, inverse: inverseOf(item.action, before) });
      } catch (error) {
        if (!(error instanceof ConsoleError)) throw error;
        refused.push({ tenantId: item.tenantId, report: reportError(error) });
      }
    }
    return { documents, audit, result: { done, unchanged, refused, leftBehind: left } };
  };
}

function commandOf(item: BulkItem, taken: TakenNames | undefined): Command<TenantChange> {
  const { tenantId, seen, action } = item;
  const input = { tenantId, seen };
  switch (action.do) {
    case 'suspend':
      return suspendTenant(input);
    case 'activate':
      return activateTenant(input);
    case 'archive':
      return archiveTenant(input);
    case 'unarchive':
      return unarchiveTenant(input);
    case 'remove':
      return removeTenant(input);
    case 'restore':
      return restoreTenant(input);
    case 'readOnly':
      return setFlags({ ...input, readOnly: action.on });
    case 'blueprint': {
      const credentials = item.credentials ?? new Map();
      return changeBlueprint({ ...input, blueprint: action.blueprint, credentials, taken });
    }
  }
}

/** What leads a tenant back to where it was. */
function inverseOf(action: TenantBulkAction, before: Tenant): TenantBulkAction {
  switch (action.do) {
    case 'suspend':
      return { do: 'activate' };
    case 'activate':
      return { do: 'suspend' };
    case 'archive':
      return { do: 'unarchive' };
    case 'unarchive':
      return { do: 'archive' };
    case 'remove':
      return { do: 'restore' };
    case 'restore':
      return { do: 'remove' };
    case 'readOnly':
      return { do: 'readOnly', on: before.readOnly };
    case 'blueprint':
      return { do: 'blueprint', blueprint: before.blueprint };
  }
}

/** The names a tenant of the same write takes count for those after it. Answers what it leaves behind. */
function noteNames(
  snapshot: RegistrySnapshot,
  before: Tenant,
  action: TenantBulkAction,
  taken: TakenNames | null,
): number {
  if (action.do !== 'blueprint') return 0;
  const blueprint = snapshot.blueprints.get(action.blueprint);
  if (blueprint === undefined) return 0;
  taken?.take(before.key, blueprint);
  return leftBehind(snapshot, before, blueprint).databases.length;
}

/** Refusals of one kind are told once: by code, and by the state that stood in the way. */
export function refusalGroup({ code, details }: ErrorReport): string {
  return `${code} ${String(details['state'] ?? '')}`;
}

/** Why a tenant that somebody works in is not deleted along with others. */
export function activeRefusal(tenant: Tenant): ErrorReport {
  return {
    code: 'confirmation-needed',
    message: `The tenant ${tenant.key} is the one being worked in, and is not deleted by accident.`,
    remedy: `Switch to another tenant first, or delete it by itself and type its key, ${tenant.key}.`,
    details: { tenant: tenant.tenant_id, state: tenantState(tenant) },
  };
}
