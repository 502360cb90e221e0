import { z } from 'zod';
import type { LogCut, LogVerification } from '../log-views.ts';
import type { AuditPage } from '../views.ts';
import { call, nothing, page } from './call.ts';

/** The audit log: a recent part on this device, all of it on the server. */
export const auditCalls = {
  recent: call<AuditPage>()(
    'tenant.read',
    z.strictObject({ tenantId: z.uuid().nullable(), ...page }),
  ),
  /**
   * Entries before an instant or another entry, newest first, read from the server; null: those that are too
   * old to be among the recent ones. Error: `not-connected` and the server's.
   */
  older: call<AuditPage>()(
    'tenant.read',
    z.strictObject({
      before: z.union([z.iso.datetime(), z.string().startsWith('audit_').max(200)]).nullable(),
      tenantId: z.uuid().nullable(),
      limit: z.number().int().min(1).max(500),
    }),
  ),
  /** Checks every entry; of the server's where it is reachable, else of this device's. */
  verify: call<LogVerification>()('tenant.read', nothing),
  /** What a cut would take; nothing is changed. */
  previewCut: call<LogCut>()('tenant.read', z.strictObject({ before: z.iso.datetime() })),
  /** Removes entries before an instant from the server, leaving a signed checkpoint. `confirm`: `cut`. */
  cut: call<LogCut>()(
    'plan.apply',
    z.strictObject({ before: z.iso.datetime(), confirm: z.string().max(300) }),
  ),
} as const;
