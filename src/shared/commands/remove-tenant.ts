import { changeAccess } from './change-access.ts';

/** Moves a tenant to the trash: access withdrawn, nothing removed. Its earlier state is remembered. */
export const removeTenant = changeAccess({
  action: 'tenant_removed',
  verb: 'removed',
  from: ['active', 'suspended', 'archived'],
  reached: (tenant) => tenant.deletedAt !== null,
  access: 'withdraw',
  apply: (_tenant, { now }) => ({ deletedAt: now }),
});
