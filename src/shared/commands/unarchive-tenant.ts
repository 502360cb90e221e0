import { changeAccess } from './change-access.ts';

/** Takes a tenant out of the archive, into the state it was archived in. */
export const unarchiveTenant = changeAccess({
  action: 'tenant_unarchived',
  verb: 'taken out of the archive',
  from: ['archived'],
  reached: (tenant) => tenant.archivedAt === null && tenant.deletedAt === null,
  access: 'restore',
  apply: () => ({ archivedAt: null }),
});
