import { z } from 'zod';
import type { LeakDeskView, LeakReport } from '../leak-views.ts';
import { call, nothing } from './call.ts';

/** Scans of folders for leaked API keys. Progress comes as the event `leaks.progress`. */
export const leaksCalls = {
  /** What was chosen, what runs and what the last scan came to. */
  current: call<LeakDeskView>()('tenant.read', nothing),
  /** Asks for a folder in the system's dialog; null where nobody chose one. */
  choose: call<string | null>()('tenant.read', nothing),
  /** Scans the chosen folder. Error: `not-allowed-in-state` where none is chosen, or a scan runs. */
  scan: call<LeakReport>()('tenant.read', z.strictObject({ history: z.boolean() })),
  /** Ends a scan that runs; it answers what it has found so far. */
  cancel: call<null>()('tenant.read', nothing),
} as const;
