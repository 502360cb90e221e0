import { diff, type Difference } from '../../shared/planning/diff.ts';
import { digest } from '../../shared/planning/digest.ts';
import type { DriftFinding } from '../../shared/planning/drift.ts';
import { findDrift } from '../../shared/planning/find-drift.ts';
import { rememberObjects } from '../../shared/planning/remember-objects.ts';
import { serverGroup } from '../../shared/planning/server-group.ts';
import type { ServerSpec } from '../../shared/planning/server-spec.ts';
import type { ServerState } from '../../shared/planning/server-state.ts';
import type { Agreements } from './agreements.ts';

/** What a look at the server comes to, beside what this device remembers of it. */
export interface Assessment {
  readonly difference: Difference;
  readonly drift: readonly DriftFinding[];
  /** Tenants that differ by nothing but what was changed by hand: no edit of theirs waits. */
  readonly drifted: ReadonlySet<string>;
  /** Tenants that differ or are refused. */
  readonly differing: ReadonlySet<string>;
  /** To be remembered (`Agreements.record`). */
  readonly seen: Parameters<Agreements['record']>[0];
}

/**
 * Compares what is wanted with what is there, tells edits from changes made by hand, and says what there
 * is to remember for the next time. Remembering is left to the caller.
 */
export function assess(
  spec: ServerSpec,
  state: ServerState,
  wishes: ReadonlyMap<string, string>,
  agreements: Pick<Agreements, 'objects' | 'settled'>,
): Assessment {
  const difference = diff(spec, state);
  const drift = findDrift(spec, state, difference, { agreed: agreements.objects });
  const operationIds = new Map<string, Set<string>>();
  for (const { tenantId, id } of difference.operations) {
    if (tenantId === serverGroup.tenantId) continue;
    const ids = operationIds.get(tenantId);
    if (ids === undefined) operationIds.set(tenantId, new Set([id]));
    else ids.add(id);
  }
  const refused = new Set(difference.refusals.map(({ tenantId }) => tenantId));
  const agreed = new Map<string, string>();
  const objects = new Map<string, ReadonlySet<string>>();
  for (const tenant of spec.tenants) {
    const { tenantId } = tenant;
    // What cannot be judged now stays as it was remembered.
    if (refused.has(tenantId)) continue;
    const differing = operationIds.get(tenantId);
    const wish = wishes.get(tenantId) ?? digest(tenant);
    if (differing === undefined) {
      if (agreements.settled(tenantId, wish)) continue;
      agreed.set(tenantId, wish);
    }
    const before = agreements.objects(tenantId);
    objects.set(tenantId, rememberObjects(tenant, state, before, differing ?? new Set()));
  }
  const corrections = new Set(drift.flatMap((finding) => finding.corrections));
  const drifted = [...operationIds].filter(([, ids]) =>
    [...ids].every((id) => corrections.has(id)),
  );
  const differing = new Set([...operationIds.keys(), ...refused]);
  return {
    difference,
    drift,
    drifted: new Set(drifted.map(([tenantId]) => tenantId)),
    differing,
    seen: { agreed, differing, refusals: difference.refusals, wishes, objects },
  };
}
