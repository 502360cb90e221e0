import {
  IconAlertTriangle,
  IconDatabase,
  IconDatabaseOff,
  IconFileCode,
  IconGauge,
  IconKey,
  IconListSearch,
  IconLockAccess,
  IconUserExclamation,
} from '@tabler/icons-react';
import type { DriftKind } from '../../../shared/planning/drift.ts';

export type DriftGroup = 'access' | 'databases' | 'designs' | 'accounts';

interface Look {
  readonly Icon: typeof IconKey;
  readonly group: DriftGroup;
}

/** Every kind with its picture and the filter it falls under. */
export const driftLooks: Readonly<Record<DriftKind, Look>> = {
  'database-public': { Icon: IconAlertTriangle, group: 'access' },
  'access-added': { Icon: IconLockAccess, group: 'access' },
  'access-removed': { Icon: IconLockAccess, group: 'access' },
  'marker-changed': { Icon: IconLockAccess, group: 'access' },
  'database-deleted': { Icon: IconDatabaseOff, group: 'databases' },
  'database-added': { Icon: IconDatabase, group: 'databases' },
  'limit-changed': { Icon: IconGauge, group: 'databases' },
  'design-changed': { Icon: IconFileCode, group: 'designs' },
  'design-removed': { Icon: IconFileCode, group: 'designs' },
  'index-changed': { Icon: IconListSearch, group: 'designs' },
  'index-removed': { Icon: IconListSearch, group: 'designs' },
  'account-removed': { Icon: IconUserExclamation, group: 'accounts' },
  'account-roles-changed': { Icon: IconUserExclamation, group: 'accounts' },
  'account-password-changed': { Icon: IconKey, group: 'accounts' },
  'signing-key-removed': { Icon: IconKey, group: 'access' },
  'signing-key-changed': { Icon: IconKey, group: 'access' },
};
