/** What a command on one tenant came to. */
export interface TenantChange {
  readonly tenantId: string;
  /** False where the tenant was already as asked and nothing was written. */
  readonly changed: boolean;
}
