import type { ConfirmationNeed, PlanSummary } from '../../shared/bridge/plan-views.ts';
import { serverDocumentId } from '../../shared/documents/server.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { confirmationNeed } from '../../shared/planning/confirmation.ts';
import type { Plan } from '../../shared/planning/plan.ts';
import { serverGroup } from '../../shared/planning/server-group.ts';
import { signingKeySpecs, tokensWish } from '../../shared/planning/signing-keys.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import { forecastOnly } from './forecast.ts';
import type { MadePlan } from './plan-maker.ts';
import { planSummary, type CurrentPlan } from './plan-views.ts';

/** Holds the one current plan, and knows whether it still says what the registry wants. */
export interface PlanDesk {
  readonly current: () => CurrentPlan | null;
  /** The plan before the current one, for comparing. */
  readonly previous: () => Plan | null;
  /** Makes a plan the current one and tells of it. */
  readonly put: (made: MadePlan, from: 'server' | 'file') => CurrentPlan;
  readonly clear: () => void;
  /** The current plan, if it has this id; else `plan-unknown`. */
  readonly require: (planId: string) => CurrentPlan;
  readonly summary: (plan: CurrentPlan) => PlanSummary;
  /** What has to be typed before this, the current plan or a part of it, is applied. */
  readonly confirmation: (plan: Plan) => ConfirmationNeed | null;
  /** Marks a plan that no longer fits the registry; true where that is news. */
  readonly noteStaleness: (plan: CurrentPlan) => boolean;
  /** Tells that something about the current plan changed. */
  readonly tell: () => void;
}

export function createPlanDesk(options: {
  readonly registry: Pick<Registry, 'snapshot'>;
  readonly agreements: Agreements;
  readonly onPlan: (planId: string | null) => void;
}): PlanDesk {
  const { registry, agreements } = options;
  let current: CurrentPlan | null = null;
  let previous: Plan | null = null;

  function tell(): void {
    options.onPlan(current?.plan.id ?? null);
  }

  function confirmation(plan: Plan): ConfirmationNeed | null {
    const server = registry.snapshot().servers.get(serverDocumentId(plan.couchdbUuid));
    const name = current?.serverName ?? server?.name ?? plan.couchdbUuid;
    return confirmationNeed(plan, { name, production: server?.production ?? false });
  }

  function noteStaleness(plan: CurrentPlan): boolean {
    if (plan.stale !== null) return false;
    const snapshot = registry.snapshot();
    agreements.refresh(snapshot);
    const now = agreements.wishes();
    const { [serverGroup.tenantId]: keysThen, ...tenants } = plan.plan.wishes;
    const then = Object.entries(tenants);
    const whole = plan.plan.purpose === 'purge' || now.size === then.length;
    const sameKeys =
      plan.plan.purpose === 'purge' || tokensWishNow(snapshot, plan.plan) === keysThen;
    const same = whole && sameKeys && then.every(([id, wish]) => now.get(id) === wish);
    if (same) return false;
    plan.stale = 'The registry has changed since the plan was made.';
    return true;
  }

  return {
    current: () => current,
    previous: () => previous,
    put: ({ plan, serverName }, from) => {
      previous = current?.plan ?? previous;
      current = {
        plan,
        serverName,
        loaded: from === 'file',
        outcomes: new Map(),
        stale: plan.forecast === undefined ? null : forecastOnly(plan.forecast.asOf),
        running: false,
        ended: false,
      };
      noteStaleness(current);
      tell();
      return current;
    },
    clear: () => {
      current = null;
      previous = null;
      tell();
    },
    require: (planId) => {
      if (current?.plan.id === planId) return current;
      throw new ConsoleError('plan-unknown', 'This plan is not the current one any more.', {
        remedy: 'Make a new plan and look at it.',
      });
    },
    summary: (plan) => {
      const { tenants } = registry.snapshot();
      return planSummary(plan, (id) => tenants.get(id)?.name ?? '', confirmation(plan.plan));
    },
    confirmation,
    noteStaleness,
    tell,
  };
}

/** What the registry wants of tokens on the plan's server. */
function tokensWishNow(
  snapshot: ReturnType<Registry['snapshot']>,
  { couchdbUuid }: Plan,
): string | undefined {
  const off = snapshot.servers.get(serverDocumentId(couchdbUuid))?.jwtHandler === 'off';
  const signingKeys = signingKeySpecs(snapshot);
  return tokensWish({ signingKeys, ...(off ? { jwtHandler: 'off' } : {}) });
}
