import { z } from 'zod';
import type { Workplace } from '../tenant-views.ts';
import { call, nothing } from './call.ts';

/** What this device keeps of somebody's work: nothing of it replicates. */
export const workplaceCalls = {
  current: call<Workplace>()('console.use', nothing),
  /** The tenant one works in from now on; null: none. */
  switchTo: call<Workplace>()('console.use', z.strictObject({ id: z.uuid().nullable() })),
  /** Notes that a tenant was opened. */
  opened: call<Workplace>()('console.use', z.strictObject({ id: z.uuid() })),
  /** Which columns the list has, in order; null: those it comes with. */
  setColumns: call<Workplace>()(
    'console.use',
    z.strictObject({ columns: z.array(z.string().max(40)).max(20).nullable() }),
  ),
} as const;
