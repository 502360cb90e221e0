import {
  IconDatabasePlus,
  IconLockAccess,
  IconShieldCheck,
  IconUserPlus,
} from '@tabler/icons-react';
import type { OperationKind } from '../../../shared/planning/plan.ts';

type Icon = typeof IconDatabasePlus;

/** Every kind with its picture. */
export const kindIcons: Readonly<Record<OperationKind, Icon>> = {
  'database.create': IconDatabasePlus,
  'security.write': IconLockAccess,
  'design.write': IconShieldCheck,
  'user.write': IconUserPlus,
};

/** In the order in which they happen inside a tenant. */
export const operationKinds: readonly { readonly kind: OperationKind; readonly Icon: Icon }[] = [
  { kind: 'database.create', Icon: IconDatabasePlus },
  { kind: 'security.write', Icon: IconLockAccess },
  { kind: 'design.write', Icon: IconShieldCheck },
  { kind: 'user.write', Icon: IconUserPlus },
];
