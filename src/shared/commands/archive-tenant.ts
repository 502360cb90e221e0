import { tenantState } from '../documents/tenant.ts';
import { changeAccess } from './change-access.ts';

/** Puts a tenant away: access withdrawn, everything kept. Whether it was suspended is remembered. */
export const archiveTenant = changeAccess({
  action: 'tenant_archived',
  verb: 'archived',
  from: ['active', 'suspended'],
  reached: (tenant) => tenantState(tenant) === 'archived',
  access: 'withdraw',
  apply: (_tenant, { now }) => ({ archivedAt: now }),
});
