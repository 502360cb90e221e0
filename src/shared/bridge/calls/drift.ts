import { z } from 'zod';
import type { DriftReport } from '../drift-views.ts';
import { call, nothing } from './call.ts';

/** What was changed on the server by hand. */
export const driftCalls = {
  /** What the last sweep found. */
  current: call<DriftReport>()('plan.read', nothing),
  /** Looks now. */
  sweep: call<DriftReport>()('plan.read', nothing),
  /** Takes findings over into the registry, as overrides; all of them or none. */
  adopt: call<DriftReport>()(
    'tenant.write',
    z.strictObject({ findingIds: z.array(z.string().max(700)).min(1).max(1000) }),
  ),
  /** Takes an adopted change back; the next plan removes it from the server. */
  dropOverride: call<null>()(
    'tenant.write',
    z.strictObject({ tenantId: z.uuid(), database: z.string().max(238) }),
  ),
} as const;
