import { diff } from './diff.ts';
import type { Plan } from './plan.ts';
import type { ServerSpec } from './server-spec.ts';
import type { ServerState } from './server-state.ts';

/** The plan that makes a server what the registry wants. Id, time and sequence come from the caller. */
export function makePlan(input: {
  readonly id: string;
  /** ISO instant. */
  readonly madeAt: string;
  /** The registry's local sequence that `spec` was made from. */
  readonly registrySeq: number;
  readonly spec: ServerSpec;
  readonly state: ServerState;
}): Plan {
  const { id, madeAt, registrySeq, spec, state } = input;
  const { operations, refusals } = diff(spec, state);
  return {
    id,
    madeAt,
    couchdbUuid: state.couchdbUuid,
    registrySeq,
    operations,
    refusals,
    unmanagedDatabases: state.unmanagedDatabases,
    tenants: spec.tenants.length + spec.refusals.length,
    requests: state.requests,
  };
}
