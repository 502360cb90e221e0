/** Platform roles of operators. */
export const platformRoles = ['owner', 'admin', 'viewer'] as const;
export type PlatformRole = (typeof platformRoles)[number];

export const permissions = [
  'console.use',
  'tenant.read',
  'tenant.write',
  'secret.reveal',
  'server.connect',
  'plan.read',
  'plan.apply',
  'vault.manage',
] as const;
export type Permission = (typeof permissions)[number];

const granted: Readonly<Record<PlatformRole, ReadonlySet<Permission>>> = {
  owner: new Set(permissions),
  admin: new Set(permissions),
  viewer: new Set<Permission>(['console.use', 'tenant.read', 'plan.read']),
};

/** Whether an operator with this role may do it. Asked in main on every call. */
export function mayOperator(role: PlatformRole, permission: Permission): boolean {
  return granted[role].has(permission);
}
