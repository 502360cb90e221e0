import {
  IconDatabasePlus,
  IconDatabaseX,
  IconGauge,
  IconKey,
  IconKeyOff,
  IconListSearch,
  IconLockAccess,
  IconPlugConnected,
  IconShieldCheck,
  IconUserMinus,
  IconUserPlus,
} from '@tabler/icons-react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import type { OperationKind } from '../../../shared/planning/plan.ts';

type Icon = typeof IconDatabasePlus;

/** Every kind with its picture. */
export const kindIcons: Readonly<Record<OperationKind, Icon>> = {
  'database.create': IconDatabasePlus,
  'security.write': IconLockAccess,
  'design.write': IconShieldCheck,
  'index.write': IconListSearch,
  'limit.write': IconGauge,
  'user.write': IconUserPlus,
  'database.delete': IconDatabaseX,
  'user.delete': IconUserMinus,
  'jwtkey.write': IconKey,
  'jwtkey.delete': IconKeyOff,
  'handlers.write': IconPlugConnected,
};

/** The kinds whose figures are always shown, in the order in which they happen inside a tenant. */
const usual = {
  provision: ['database.create', 'security.write', 'design.write', 'user.write'],
  purge: ['database.delete', 'user.delete'],
} as const;

const rare = [
  'index.write',
  'limit.write',
  'database.delete',
  'user.delete',
  'jwtkey.write',
  'jwtkey.delete',
  'handlers.write',
] as const;

/** Which figures stand at the head of a plan: the usual ones, and any other that is not nought. */
export function shownKinds({
  purpose,
  counts,
}: Pick<PlanSummary, 'purpose' | 'counts'>): readonly OperationKind[] {
  const always: readonly OperationKind[] = usual[purpose];
  return [...always, ...rare.filter((kind) => !always.includes(kind) && counts[kind] > 0)];
}
