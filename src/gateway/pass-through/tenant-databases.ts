import { fillPattern } from '../../shared/naming.ts';
import { tenantDatabases } from '../../shared/tenant-names.ts';
import type { Caller } from '../caller.ts';
import type { SharedDatabase } from '../config/schema.ts';
import type { RegistryAccess } from '../registry/gateway-registry.ts';

/** A database that a caller may reach. */
export type Reachable =
  | { readonly kind: 'tenant'; readonly name: string }
  | { readonly kind: 'shared'; readonly name: string; readonly shared: SharedDatabase };

/** What a caller may reach at this moment: their tenant's databases and shared ones, as the token has it. */
export function reachableDatabases(
  { tenantId, databases }: Pick<Caller, 'tenantId' | 'databases'>,
  registry: Pick<RegistryAccess, 'tenant' | 'blueprint'>,
  shared: readonly SharedDatabase[],
): readonly Reachable[] {
  const tenant = registry.tenant(tenantId);
  const blueprint = tenant === null ? null : registry.blueprint(tenant.blueprint);
  if (tenant === null) return [];
  const allowed = (name: string): boolean => databases === null || databases.includes(name);
  const sharedNames = new Set(shared.map(({ name }) => name));
  const names = blueprint === null ? [] : tenantDatabases(blueprint, tenant.key);
  return [
    ...names.flatMap((name, at) => {
      const part = blueprint?.databases[at]?.name;
      // A shared database is never mistaken for somebody's own, whatever a blueprint's pattern makes.
      return part !== undefined && allowed(part) && !sharedNames.has(name)
        ? [{ kind: 'tenant' as const, name }]
        : [];
    }),
    ...shared
      .filter(({ name }) => allowed(name))
      .map((one) => ({ kind: 'shared' as const, name: one.name, shared: one })),
  ];
}

/** One of them by name; null: there is no such database for this caller. */
export function findDatabase(
  name: string,
  caller: Pick<Caller, 'tenantId' | 'databases'>,
  registry: Pick<RegistryAccess, 'tenant' | 'blueprint'>,
  shared: readonly SharedDatabase[],
): Reachable | null {
  const tenant = registry.tenant(caller.tenantId);
  if (tenant === null) return null;
  const allowed = (part: string): boolean => caller.databases?.includes(part) ?? true;
  const common = shared.find((one) => one.name === name);
  if (common !== undefined) return allowed(name) ? { kind: 'shared', name, shared: common } : null;
  const blueprint = registry.blueprint(tenant.blueprint);
  if (blueprint === null) return null;
  const { databases, database_pattern: pattern } = blueprint;
  const own = databases.some(
    (one) => allowed(one.name) && fillPattern(pattern, tenant.key, one.name) === name,
  );
  return own ? { kind: 'tenant', name } : null;
}
