import { count } from '../../format/count.ts';

export const activityWords = {
  title: 'Activity',
  emptyTitle: 'Nothing has happened yet',
  emptyText:
    'Every change to a tenant and every plan applied is written here, with who, when and where.',
  entries: (total: number) => count(total, 'entry', 'entries'),
  by: (actor: string, device: string) => `${actor} on ${device}`,
  failed: 'Failed',
  details: 'Details',
  hideDetails: 'Hide details',
  showFor: (sentence: string) => `Details of: ${sentence}`,
  list: 'Activity entries',
  sentences: {
    tenant_created: (what: string) => `Created tenant ${what}`,
    tenant_edited: (what: string) => `Edited tenant ${what}`,
    tenant_updated: (what: string) => `Edited tenant ${what}`,
    tenant_key_changed: (what: string) => `Changed the key of tenant ${what}`,
    tenant_suspended: (what: string) => `Suspended tenant ${what}`,
    tenant_activated: (what: string) => `Activated tenant ${what}`,
    tenant_archived: (what: string) => `Archived tenant ${what}`,
    tenant_unarchived: (what: string) => `Brought tenant ${what} back from the archive`,
    tenant_deleted: (what: string) => `Moved tenant ${what} to the trash`,
    tenant_removed: (what: string) => `Moved tenant ${what} to the trash`,
    tenant_restored: (what: string) => `Restored tenant ${what} from the trash`,
    tenants_imported: (what: string) => `Imported tenants ${what}`,
    account_revealed: (what: string) => `Showed the password of ${what}`,
    plan_applied: (what: string) => `Applied a plan to ${what}`,
    plan_cancelled: (what: string) => `Cancelled applying a plan to ${what}`,
    server_connected: (what: string) => `Connected to ${what}`,
    server_forgotten: (what: string) => `Forgot the server ${what}`,
  },
} as const;
