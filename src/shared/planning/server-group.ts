/**
 * Stands where other operations name their tenant, for those that concern the server as a whole. No tenant
 * has such an id, which is no uuid, or such a key, which begins with a capital.
 */
export const serverGroup = { tenantId: 'server', key: 'Server' } as const;

/** Uuids of tenants alone. */
export function withoutServerGroup(ids: Iterable<string>): ReadonlySet<string> {
  const tenants = new Set(ids);
  tenants.delete(serverGroup.tenantId);
  return tenants;
}
