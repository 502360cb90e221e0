import type { TenantBulkAction } from '../../../shared/bridge/tenant-views.ts';
import type { TenantFilter } from '../../app/data/tenant-filter.ts';

/** What can be done to many, by the name of its words. */
export type BulkName =
  | 'suspend'
  | 'activate'
  | 'archive'
  | 'unarchive'
  | 'remove'
  | 'restore'
  | 'readOnlyOn'
  | 'readOnlyOff'
  | 'blueprint';

const withoutFirst = [
  'suspend',
  'activate',
  'archive',
  'unarchive',
  'restore',
  'blueprint',
  'readOnlyOn',
  'readOnlyOff',
  'remove',
] as const satisfies readonly BulkName[];

const first: Readonly<Record<TenantFilter['state'], readonly BulkName[]>> = {
  current: ['suspend', 'archive'],
  active: ['suspend', 'archive'],
  suspended: ['activate', 'archive'],
  archived: ['unarchive'],
  deleted: ['restore'],
  all: ['suspend', 'archive'],
};

/** Which actions stand in the open, by what is in the list, and which in the menu. */
export function bulkActions(state: TenantFilter['state']): {
  readonly open: readonly BulkName[];
  readonly menu: readonly BulkName[];
} {
  const open = first[state];
  return { open, menu: withoutFirst.filter((name) => !open.includes(name)) };
}

/** What main is asked for. A blueprint has to be chosen first. */
export function bulkAction(name: Exclude<BulkName, 'blueprint'>): TenantBulkAction {
  switch (name) {
    case 'readOnlyOn':
      return { do: 'readOnly', on: true };
    case 'readOnlyOff':
      return { do: 'readOnly', on: false };
    default:
      return { do: name };
  }
}
