import { tenantState } from '../documents/tenant.ts';
import { changeAccess } from './change-access.ts';

/** Withdraws all access to an active tenant; nothing is deleted. */
export const suspendTenant = changeAccess({
  action: 'tenant_suspended',
  verb: 'suspended',
  from: ['active'],
  reached: (tenant) => tenantState(tenant) === 'suspended',
  access: 'withdraw',
  apply: () => ({ enabled: false }),
});
