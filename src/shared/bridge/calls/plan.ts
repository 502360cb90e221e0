import { z } from 'zod';
import type { ApplyReport } from '../../planning/plan.ts';
import { serverGroup } from '../../planning/server-group.ts';
import type { PlanComparison, PlanPage, PlanSummary, SelectionView } from '../plan-views.ts';
import { call, nothing, page } from './call.ts';

const planId = z.string().max(60);
const ref = z.strictObject({ planId });
const operationIds = z.array(z.string().max(700)).max(100_000);
/** Answers what the plan asks to be typed (`PlanSummary.confirmation`). */
const confirm = z.string().max(300).nullable().optional();

/** Calls about the one current plan. */
export const planCalls = {
  /**
   * Makes a new plan, which becomes the current one. `changed` looks again only at what may have changed
   * since the last look; `all` at everything. Where no server can be reached the plan is a forecast
   * (`PlanSummary.forecast`), if this device has ever looked at it; `forecast`: `only` does not even ask the
   * server, `never` fails instead.
   */
  make: call<PlanSummary>()(
    'plan.read',
    z
      .strictObject({
        scope: z.enum(['changed', 'all']),
        forecast: z.enum(['offline', 'only', 'never']).optional(),
      })
      .optional(),
  ),
  /** A plan that deletes for good what tenants in the trash have on the server. */
  makePurge: call<PlanSummary>()(
    'plan.read',
    z.strictObject({ tenantIds: z.array(z.uuid()).min(1).max(1000) }),
  ),
  current: call<PlanSummary | null>()('plan.read', nothing),
  operations: call<PlanPage>()(
    'plan.read',
    z.strictObject({
      planId,
      tenantId: z.union([z.uuid(), z.literal(serverGroup.tenantId)]).nullable(),
      outcome: z.enum(['all', 'failed', 'open']),
      cause: z.enum(['all', 'edit', 'drift']).optional(),
      search: z.string().max(300).optional(),
      ...page,
    }),
  ),
  /** What a selection comes to, closed over what it needs. */
  select: call<SelectionView>()('plan.read', z.strictObject({ planId, operationIds })),
  /**
   * Answers when applying has ended; progress comes as events. `operationIds` null: all of it. Without
   * `handlers` whatever would switch the JWT handler is left out (`confirmation-needed` where nothing
   * else is to be done), and an agent never does it.
   */
  apply: call<ApplyReport>()(
    'plan.apply',
    z.strictObject({
      planId,
      operationIds: operationIds.nullable().optional(),
      confirm,
      handlers: z.boolean().optional(),
    }),
  ),
  cancel: call<null>()('plan.apply', ref),
  /** The plan as the text of a file that `load` and `mycouch apply FILE` take. */
  save: call<{ readonly name: string; readonly text: string }>()('plan.read', ref),
  /** Makes a saved plan the current one; refused where it is damaged or for another server. */
  load: call<PlanSummary>()('plan.read', z.strictObject({ text: z.string().max(200_000_000) })),
  /** The current plan beside the one before it, or beside a saved one. */
  compare: call<PlanComparison | null>()(
    'plan.read',
    z.strictObject({ planId, with: z.string().max(200_000_000).nullable().optional() }),
  ),
  /** The exact request as a curl command, without credentials. */
  curl: call<string>()('plan.read', z.strictObject({ planId, operationId: z.string().max(700) })),
} as const;
