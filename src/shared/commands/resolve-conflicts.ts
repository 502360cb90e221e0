import { conflictFacts } from '../conflicts/conflict-audit.ts';
import { mergedDocument } from '../conflicts/merge-leaves.ts';
import type { MergeResult } from '../conflicts/merge-result.ts';
import type { Resolution } from '../conflicts/resolution.ts';
import { orderedObject, type JsonObject } from '../conflicts/slot.ts';
import type { AuditDraft } from '../documents/audit.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Command, CommandContext } from './command.ts';

/** A conflict and what it is to come to; nothing of it asks any more. */
export interface DecidedConflict {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly tenantId: string | null;
  readonly result: MergeResult;
}

export interface ConflictsEnded {
  readonly ended: number;
  /** Ids of those whose leaves were others by then. */
  readonly moved: readonly string[];
}

/**
 * Ends conflicts in one write: each document gets a single leaf, and the audit log what every side said.
 * Those whose leaves have changed since they were read are left alone. What the rules decide is written
 * without a trace of this device or moment, so that two devices make the same revision of it. A person's
 * decision is always a revision of its own: otherwise one who kept the winner could lose to another who
 * did not. One that gives other access than the rules would raises the tenant's generation.
 * @param currentRevs the leaves of a document at the time of writing
 */
export function resolveConflicts(
  decided: readonly DecidedConflict[],
  by: Resolution['by'],
  currentRevs: (id: string) => readonly string[],
): Command<ConflictsEnded> {
  return (snapshot, context) => {
    const [still, moved] = [new Array<DecidedConflict>(), new Array<string>()];
    for (const one of decided) {
      if (sameRevs(one, currentRevs(one.id))) still.push(one);
      else moved.push(one.id);
    }
    return {
      documents: by === 'person' ? raisedTenants(still, snapshot, context) : [],
      resolutions: still.map(({ id, result }) => ({
        id,
        revs: result.sides.map(({ rev }) => rev),
        body: by === 'person' ? personBody(result, context) : rulesBody(result),
        by,
      })),
      audit: still.map((one) => audit(one, by, context)),
      result: { ended: still.length, moved },
    };
  };
}

function sameRevs({ result: { sides } }: DecidedConflict, now: readonly string[]): boolean {
  return now.length === sides.length && sides.every(({ rev }) => now.includes(rev));
}

function rulesBody({ merged, changesWinner }: MergeResult): JsonObject | null {
  return changesWinner ? merged : null;
}

function personBody(
  { merged, sides, accessChosen }: MergeResult,
  { now, actor }: CommandContext,
): JsonObject | null {
  if (merged === null) return null;
  const body = mergedDocument(merged, sides);
  const { generation } = body;
  return orderedObject({
    ...body,
    ...('updatedAt' in body ? { updatedAt: now, updatedBy: actor } : {}),
    ...(accessChosen && typeof generation === 'number' ? { generation: generation + 1 } : {}),
  });
}

/** Tenants whose account or override was given other access: consoles with an older registry must notice. */
function raisedTenants(
  decided: readonly DecidedConflict[],
  snapshot: RegistrySnapshot,
  { now, actor }: CommandContext,
): readonly Tenant[] {
  const ids = decided.flatMap(({ kind, tenantId, result }) =>
    result.accessChosen && (kind === 'account' || kind === 'override') ? [tenantId ?? ''] : [],
  );
  return [...new Set(ids)].flatMap((id) => {
    const tenant = snapshot.tenants.get(id);
    if (tenant === undefined) return [];
    return [{ ...tenant, generation: tenant.generation + 1, updatedAt: now, updatedBy: actor }];
  });
}

function audit(
  { id, kind, title, tenantId, result }: DecidedConflict,
  by: Resolution['by'],
  { now, actor }: CommandContext,
): AuditDraft {
  return {
    type: 'audit_log',
    tenant_id: tenantId,
    action: by === 'person' ? 'conflict_resolved' : 'conflict_merged',
    actor: by === 'person' ? actor : 'mycouch',
    resource_type: kind,
    resource_id: id.slice(0, 300),
    outcome: 'ok',
    details: { title, conflict: conflictFacts(result) },
    createdAt: now,
  };
}
