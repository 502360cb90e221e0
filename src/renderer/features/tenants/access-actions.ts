import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { TenantDetail } from '../../../shared/bridge/views.ts';

export type AccessAction =
  'revokeTokens' | 'readOnlyOn' | 'readOnlyOff' | 'overQuotaOn' | 'overQuotaOff';

/** What can be done about a tenant's access beside its state. */
export function accessActionsOf(
  tenant: Pick<TenantDetail, 'state' | 'readOnly' | 'overQuota'>,
): readonly AccessAction[] {
  if (tenant.state !== 'active') return [];
  return [
    'revokeTokens',
    tenant.readOnly ? 'readOnlyOff' : 'readOnlyOn',
    tenant.overQuota ? 'overQuotaOff' : 'overQuotaOn',
  ];
}

/** Does it. */
export function callAccessAction(
  tenants: ConsoleClient['tenants'],
  id: string,
  action: AccessAction,
): Promise<TenantDetail> {
  switch (action) {
    case 'revokeTokens':
      return tenants.revokeTokens({ id });
    case 'readOnlyOn':
      return tenants.setFlags({ id, readOnly: true });
    case 'readOnlyOff':
      return tenants.setFlags({ id, readOnly: false });
    case 'overQuotaOn':
      return tenants.setFlags({ id, overQuota: true });
    case 'overQuotaOff':
      return tenants.setFlags({ id, overQuota: false });
  }
}
