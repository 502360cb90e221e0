import { changeAccess } from './change-access.ts';

/** Takes a tenant out of the trash, into exactly the state it was removed in. */
export const restoreTenant = changeAccess({
  action: 'tenant_restored',
  verb: 'restored',
  from: ['deleted'],
  reached: (tenant) => tenant.deletedAt === null,
  access: 'restore',
  apply: () => ({ deletedAt: null }),
});
