import { diff, type Difference } from './diff.ts';
import type { DriftFinding } from './drift.ts';
import type { Plan } from './plan.ts';
import { serverGroup } from './server-group.ts';
import type { ServerSpec } from './server-spec.ts';
import type { ServerState } from './server-state.ts';
import { tokensWish } from './signing-keys.ts';

/**
 * The plan that makes a server what the registry wants. Id, time and sequence come from the caller, and
 * what was found to be changed by hand: an operation that corrects such a change has the cause `drift`.
 */
export function makePlan(input: {
  readonly id: string;
  /** ISO instant. */
  readonly madeAt: string;
  /** The registry's local sequence that `spec` was made from. */
  readonly registrySeq: number;
  readonly spec: ServerSpec;
  readonly state: ServerState;
  readonly drift: readonly DriftFinding[];
  /** Where it was made already: that of `spec` and `state`. */
  readonly difference?: Difference;
  /** By tenant uuid, digest of what each tenant wanted when `spec` was made. */
  readonly wishes: ReadonlyMap<string, string>;
}): Plan {
  const { id, madeAt, registrySeq, spec, state, drift, wishes } = input;
  const { operations, refusals } = input.difference ?? diff(spec, state);
  const corrections = new Set(drift.flatMap((finding) => finding.corrections));
  const keys = tokensWish(spec);
  const keysWish = keys === undefined ? undefined : ([serverGroup.tenantId, keys] as const);
  const unread = [...state.nodes].flatMap(([node, seen]) => (seen === null ? [node] : []));
  return {
    purpose: 'provision',
    id,
    madeAt,
    couchdbUuid: state.couchdbUuid,
    registrySeq,
    operations:
      corrections.size === 0
        ? operations
        : operations.map((operation) =>
            corrections.has(operation.id) ? { ...operation, cause: 'drift' as const } : operation,
          ),
    refusals,
    unmanagedDatabases: state.unmanagedDatabases,
    tenants: spec.tenants.length + spec.refusals.length,
    requests: state.requests,
    milliseconds: state.milliseconds,
    drift,
    wishes: Object.fromEntries(keysWish === undefined ? wishes : [...wishes, keysWish]),
    ...(unread.length === 0 ? {} : { unreadNodes: unread }),
  };
}
