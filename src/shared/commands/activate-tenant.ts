import { tenantState } from '../documents/tenant.ts';
import { changeAccess } from './change-access.ts';

/** Gives a suspended tenant its access back, under roles of the present epoch. */
export const activateTenant = changeAccess({
  action: 'tenant_activated',
  verb: 'activated',
  from: ['suspended'],
  reached: (tenant) => tenantState(tenant) === 'active',
  access: 'restore',
  apply: () => ({ enabled: true }),
});
