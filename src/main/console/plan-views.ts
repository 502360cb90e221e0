import type { ConfirmationNeed, PlanPage, PlanSummary } from '../../shared/bridge/plan-views.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { hasJwtHandler } from '../../shared/planning/jwt-handlers.ts';
import type {
  OperationCause,
  OperationKind,
  OperationOutcome,
  Plan,
} from '../../shared/planning/plan.ts';
import { serverGroup } from '../../shared/planning/server-group.ts';
import { explainedRefusal } from './explained-refusal.ts';

/** The current plan with what came of it so far. */
export interface CurrentPlan {
  readonly plan: Plan;
  readonly serverName: string;
  /** True where it comes from a file: before it is applied a plan of this console must say the same. */
  readonly loaded: boolean;
  readonly outcomes: Map<string, OperationOutcome>;
  stale: string | null;
  running: boolean;
  /** True once a run has ended, whatever came of it. */
  ended: boolean;
}

type TenantFigures = { key: string } & Record<
  'operations' | 'corrections' | OperationOutcome['outcome'],
  number
>;

export function planSummary(
  current: CurrentPlan,
  tenantName: (tenantId: string) => string,
  confirmation: ConfirmationNeed | null,
): PlanSummary {
  const { plan, outcomes } = current;
  const counts: Record<OperationKind, number> = {
    'database.create': 0,
    'security.write': 0,
    'design.write': 0,
    'index.write': 0,
    'limit.write': 0,
    'user.write': 0,
    'database.delete': 0,
    'user.delete': 0,
    'jwtkey.write': 0,
    'jwtkey.delete': 0,
    'handlers.write': 0,
  };
  let corrections = 0;
  const perTenant = new Map<string, TenantFigures>();
  for (const { id, kind, tenantId, tenantKey, cause } of plan.operations) {
    counts[kind] += 1;
    const tenant = perTenant.get(tenantId) ?? {
      key: tenantKey,
      operations: 0,
      corrections: 0,
      done: 0,
      failed: 0,
      skipped: 0,
    };
    tenant.operations += 1;
    if (cause === 'drift') {
      tenant.corrections += 1;
      corrections += 1;
    }
    const outcome = outcomes.get(id);
    if (outcome !== undefined) tenant[outcome.outcome] += 1;
    perTenant.set(tenantId, tenant);
  }
  return {
    id: plan.id,
    purpose: plan.purpose,
    madeAt: plan.madeAt,
    serverName: current.serverName,
    counts,
    operations: plan.operations.length,
    corrections,
    tenants: [...perTenant].map(([id, tenant]) => ({
      id,
      name: id === serverGroup.tenantId ? serverGroup.key : tenantName(id),
      ...tenant,
    })),
    refusals: plan.refusals.map((refusal) => explainedRefusal(refusal, tenantName)),
    drift: plan.drift,
    unmanagedDatabases: plan.unmanagedDatabases,
    unreadNodes: plan.unreadNodes ?? [],
    jwtHandler: handlerSwitch(plan),
    requests: plan.requests,
    milliseconds: plan.milliseconds,
    stale: current.stale,
    forecast:
      plan.forecast === undefined
        ? null
        : {
            asOf: plan.forecast.asOf,
            unknown: plan.forecast.unknown.map((id) => ({ id, name: tenantName(id) })),
          },
    confirmation,
    running: current.running,
    outcome: current.ended ? countOutcomes(outcomes.values()) : null,
  };
}

function handlerSwitch({ operations }: Plan): PlanSummary['jwtHandler'] {
  const found = operations.find((operation) => operation.kind === 'handlers.write');
  if (found === undefined) return null;
  return hasJwtHandler(found.value) ? 'on' : 'off';
}

export function planPage(
  current: CurrentPlan,
  query: {
    readonly tenantId: string | null;
    readonly outcome: 'all' | 'failed' | 'open';
    readonly cause?: 'all' | OperationCause | undefined;
    /** In the key of the tenant and the target of the operation. */
    readonly search?: string | undefined;
    readonly offset: number;
    readonly limit: number;
  },
): PlanPage {
  const { tenantId: tenant, cause = 'all' } = query;
  const search = (query.search ?? '').trim().toLowerCase();
  const rows = current.plan.operations
    .filter(
      (operation) =>
        (tenant === null || operation.tenantId === tenant) &&
        (cause === 'all' || operation.cause === cause) &&
        `${operation.tenantKey}\n${operation.target}`.toLowerCase().includes(search),
    )
    .map((operation) => ({ operation, outcome: current.outcomes.get(operation.id) ?? null }))
    .filter(({ outcome }) => {
      switch (query.outcome) {
        case 'all':
          return true;
        case 'failed':
          return outcome?.outcome === 'failed';
        case 'open':
          return outcome?.outcome !== 'done';
      }
    });
  return { rows: rows.slice(query.offset, query.offset + query.limit), total: rows.length };
}

function countOutcomes(outcomes: Iterable<OperationOutcome>): NonNullable<PlanSummary['outcome']> {
  let applied = 0;
  let failed = 0;
  let skipped = 0;
  let stopped = false;
  let lastFailure: { readonly code: ErrorCode; readonly message: string } | null = null;
  for (const one of outcomes) {
    if (one.outcome === 'done') applied += 1;
    else if (one.outcome === 'failed') {
      failed += 1;
      lastFailure = { code: one.code, message: one.message };
    } else {
      skipped += 1;
      stopped ||= one.because === 'stopped';
    }
  }
  return { applied, failed, skipped, stoppedBy: stopped ? lastFailure : null };
}
