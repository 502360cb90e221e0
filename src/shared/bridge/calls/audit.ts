import { z } from 'zod';
import { entryFilterShape } from '../../log/entry-filter.ts';
import type { AuditFacetsView, LogCut, LogVerification, OlderEntries } from '../log-views.ts';
import type { AuditPage } from '../views.ts';
import { call, nothing, page } from './call.ts';

/** The audit log: a recent part on this device, all of it on the server. */
export const auditCalls = {
  recent: call<AuditPage>()('tenant.read', z.strictObject({ ...entryFilterShape, ...page })),
  /** Who, which devices, what and on what: the words that the entries on this device can be narrowed by. */
  facets: call<AuditFacetsView>()('tenant.read', nothing),
  /**
   * Entries before an instant or another entry, newest first, read from the server; null: those that are too
   * old to be among the recent ones. Error: `not-connected` and the server's.
   */
  older: call<OlderEntries>()(
    'tenant.read',
    z.strictObject({
      before: z.union([z.iso.datetime(), z.string().startsWith('audit_').max(200)]).nullable(),
      ...entryFilterShape,
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
