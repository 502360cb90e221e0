import { z } from 'zod';
import type { CatchUpState } from '../catch-up-views.ts';
import { call, nothing } from './call.ts';

/** What met when this device came back from being offline. */
export const catchUpCalls = {
  current: call<CatchUpState>()('tenant.read', nothing),
  /** It was looked at; applying may go on. `since` names what was shown. */
  acknowledge: call<CatchUpState>()('tenant.write', z.strictObject({ since: z.iso.datetime() })),
  /** Whether applying on this device waits for that. */
  setAsking: call<CatchUpState>()('console.use', z.strictObject({ ask: z.boolean() })),
} as const;
