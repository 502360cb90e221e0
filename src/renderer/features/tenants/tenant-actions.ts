import type { TenantDetail } from '../../../shared/bridge/views.ts';
import type { TenantState } from '../../../shared/documents/tenant.ts';

export const tenantActions = [
  'suspend',
  'activate',
  'archive',
  'unarchive',
  'remove',
  'restore',
] as const;
export type TenantAction = (typeof tenantActions)[number];

const byState: Readonly<Record<TenantState, readonly TenantAction[]>> = {
  active: ['suspend', 'archive', 'remove'],
  suspended: ['activate', 'archive', 'remove'],
  archived: ['unarchive', 'remove'],
  deleted: ['restore'],
};

/** What can be done with a tenant where it stands, the likeliest first; of a purged one nothing is left. */
export function actionsIn({
  state,
  purgedAt,
}: Pick<TenantDetail, 'state' | 'purgedAt'>): readonly TenantAction[] {
  return purgedAt === null ? byState[state] : [];
}
