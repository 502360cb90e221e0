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

/** What can be done with a tenant in this state, the likeliest first. */
export function actionsIn(state: TenantState): readonly TenantAction[] {
  return byState[state];
}
