import { count, figure } from '../../format/count.ts';

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
    tenant_key_changed: (what: string) => `Changed the key of tenant ${what}`,
    tenant_suspended: (what: string) => `Suspended tenant ${what}`,
    tenant_activated: (what: string) => `Activated tenant ${what}`,
    tenant_archived: (what: string) => `Archived tenant ${what}`,
    tenant_unarchived: (what: string) => `Brought tenant ${what} back from the archive`,
    tenant_removed: (what: string) => `Moved tenant ${what} to the trash`,
    tenant_restored: (what: string) => `Restored tenant ${what} from the trash`,
    account_revealed: (what: string) => `Showed the password of ${what}`,
    server_added: (what: string) => `Connected to ${what}`,
    server_changed: (what: string) => `Changed the connection to ${what}`,
    blueprint_added: (what: string) => `Added the blueprint ${what}`,
  },
  planApplied: (applied: number, failed: number, skipped: number) =>
    [
      `Applied a plan: ${count(applied, 'operation', 'operations')} done`,
      ...(failed > 0 ? [`${figure(failed)} failed`] : []),
      ...(skipped > 0 ? [`${figure(skipped)} not tried`] : []),
    ].join(', '),
} as const;
