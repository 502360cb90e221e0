import { ConsoleError, MyCouchError, type ErrorCode } from '../../shared/errors.ts';
import { makePlan } from '../../shared/planning/make-plan.ts';
import type { Plan } from '../../shared/planning/plan.ts';
import type { ServerSpec } from '../../shared/planning/server-spec.ts';
import type { Agreements } from './agreements.ts';
import { assess } from './assess.ts';
import type { RememberedServer } from './remembered-server-file.ts';

/** Whether a plan may be made without the server: where it cannot be reached, without asking it, or not at all. */
export type ForecastUse = 'offline' | 'only' | 'never';

const unreachable: ReadonlySet<ErrorCode> = new Set(['server-refused', 'server-timeout']);

/** Whether an error says that there is no way to the server, and nothing about the server itself. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof MyCouchError && unreachable.has(error.code);
}

/**
 * The plan as far as it can be told without the server: what the registry wants, compared with what this
 * device last saw. A tenant of which that is not known is left out and named.
 */
export function forecastPlan(input: {
  readonly id: string;
  readonly madeAt: string;
  readonly registrySeq: number;
  readonly spec: ServerSpec;
  readonly wishes: ReadonlyMap<string, string>;
  readonly remembered: RememberedServer;
  readonly agreements: Pick<Agreements, 'objects' | 'settled'>;
}): Plan {
  const { spec, wishes, remembered, agreements } = input;
  const { asOf, state, names, applied } = remembered;
  const unknown: string[] = [];
  const tenants = spec.tenants.filter(({ tenantId, databases }) => {
    const settled = applied.has(tenantId) && agreements.settled(tenantId, wishes.get(tenantId));
    if (settled) return false;
    const seen = databases.every(({ name }) => state.databases.has(name) || !names.has(name));
    if (seen && !applied.has(tenantId)) return true;
    unknown.push(tenantId);
    return false;
  });
  const known: ServerSpec = { ...spec, tenants };
  const { difference, drift } = assess(known, state, wishes, agreements);
  const { id, madeAt, registrySeq } = input;
  const plan = makePlan({
    id,
    madeAt,
    registrySeq,
    spec: known,
    state: { ...state, requests: 0, milliseconds: 0 },
    drift,
    difference,
    wishes,
  });
  return { ...plan, forecast: { asOf, unknown } };
}

/** Where there is nothing to compare with, nothing is guessed. */
export function neverLookedAt(name: string, cause?: unknown): ConsoleError {
  return new ConsoleError(
    'not-connected',
    `This device has not looked at ${name} yet, so there is nothing to compare with.`,
    { remedy: 'Connect to the server, then compare.', cause },
  );
}

/** Why a forecast is not applied. */
export function forecastOnly(asOf: string): string {
  return `The plan is a forecast: it was compared with what this device saw of the server at ${asOf}, not with the server.`;
}
