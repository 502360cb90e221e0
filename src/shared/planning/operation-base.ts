import type { OperationCause, OperationKind } from './plan.ts';

/** What every operation has; its cause is an edit until drift is found to be behind it. */
export function operationBase(
  tenant: { readonly tenantId: string; readonly key: string },
  kind: OperationKind,
  target: string,
  after: readonly string[],
): {
  readonly id: string;
  readonly tenantId: string;
  readonly tenantKey: string;
  readonly after: readonly string[];
  readonly cause: OperationCause;
} {
  return {
    id: `${kind} ${target}`,
    tenantId: tenant.tenantId,
    tenantKey: tenant.key,
    after,
    cause: 'edit',
  };
}
