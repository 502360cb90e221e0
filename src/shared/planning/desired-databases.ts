import type { Blueprint, BlueprintIndex } from '../documents/blueprint.ts';
import type { Override } from '../documents/override.ts';
import { type Tenant, tenantState } from '../documents/tenant.ts';
import { databaseRole, readRole } from '../naming.ts';
import { guardDesign, guardId } from './guard.ts';
import type { SecurityObject } from './security-object.ts';
import type { DatabaseSpec, DesignSpec, IndexSpec } from './server-spec.ts';

type BlueprintDatabase = Blueprint['databases'][number];
type BlueprintDesign = NonNullable<BlueprintDatabase['designs']>[number];

/** Every Mango index has a design document of this name and its own. */
const indexDesignPrefix = '_design/mycouch-index-';

/** A tenant's databases under their names, with what was adopted for each. */
export function databaseSpecs(
  tenant: Tenant,
  blueprint: Blueprint,
  names: readonly string[],
  overrides: ReadonlyMap<string, Override> | undefined,
): readonly DatabaseSpec[] {
  return blueprint.databases.map((database, position) => {
    const name = names[position] ?? '';
    const override = overrides?.get(name);
    return {
      name,
      q: database.q,
      security: withAdopted(tenant, securityOf(tenant, blueprint, database.name), override),
      designs: designsOf(database, override),
      indexes: (database.indexes ?? []).map(indexSpec),
      revsLimit: database.revs_limit ?? null,
    };
  });
}

/** The first thing in a blueprint's databases that has the name of another one, or of the console's own. */
export function unusableName(blueprint: Blueprint): string | null {
  for (const { designs = [], indexes = [] } of blueprint.databases) {
    const ids = designs.map(({ name }) => `_design/${name}`);
    const all = [...ids, ...indexes.map(({ name }) => `${indexDesignPrefix}${name}`)];
    const bad = ids.find(isReserved) ?? all.find((id, index) => all.indexOf(id) !== index);
    if (bad !== undefined) return bad;
  }
  return null;
}

/**
 * The members list is never empty, whatever the state. First the role that opens all of the tenant's
 * databases, which the guard reads; then the one that opens this database alone.
 * @param database its name in the blueprint
 */
function securityOf(tenant: Tenant, blueprint: Blueprint, database: string): SecurityObject {
  const { tenant_id, epoch } = tenant;
  return {
    admins: { names: [], roles: ['_admin'] },
    members: {
      names: [],
      roles: [readRole(tenant_id, epoch), databaseRole(tenant_id, epoch, database)],
    },
    mycouch: {
      tenant: tenant_id,
      generation: tenant.generation,
      state: tenantState(tenant),
      readOnly: tenant.readOnly,
      overQuota: tenant.overQuota ?? false,
      tenantFields: blueprint.tenant_fields,
    },
  };
}

/**
 * What was adopted comes after our own, since the guard reads the first role. It holds while the tenant is
 * active, so that a suspension closes everything. Roles of tenants (`t:…`) are never adopted: another
 * tenant's would join the two, and the tenant's own of an older epoch would undo its withdrawal.
 */
function withAdopted(
  tenant: Tenant,
  plain: SecurityObject,
  override: Override | undefined,
): SecurityObject {
  const adopted = override?.security ?? null;
  if (adopted === null || tenantState(tenant) !== 'active') return plain;
  const roles = (more: readonly string[]) => more.filter((role) => !role.startsWith('t:'));
  return {
    admins: {
      names: union(plain.admins.names, adopted.admins.names),
      roles: union(plain.admins.roles, roles(adopted.admins.roles)),
    },
    members: {
      names: union(plain.members.names, adopted.members.names),
      roles: union(plain.members.roles, roles(adopted.members.roles)),
    },
    ...(plain.mycouch === undefined ? {} : { mycouch: plain.mycouch }),
  };
}

function union(ours: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...ours, ...more])];
}

/** The guard first, then the blueprint's designs, then adopted ones; an adopted body replaces. */
function designsOf(
  database: BlueprintDatabase,
  override: Override | undefined,
): readonly DesignSpec[] {
  const byId = new Map((database.designs ?? []).map(designSpec).map((spec) => [spec.id, spec]));
  for (const [id, body] of Object.entries(override?.designs ?? {})) {
    if (isReserved(id)) continue;
    if (body === null) byId.delete(id);
    else byId.set(id, { id, body, version: null });
  }
  return [guardDesign, ...byId.values()];
}

/** One object for one design of a blueprint, so that its digest is made once for all tenants. */
const designSpecs = new WeakMap<BlueprintDesign, DesignSpec>();

function designSpec(design: BlueprintDesign): DesignSpec {
  const known = designSpecs.get(design);
  if (known !== undefined) return known;
  const { name, version, body } = design;
  const spec = { id: `_design/${name}`, body: { ...body, mycouch: { version } }, version };
  designSpecs.set(design, spec);
  return spec;
}

function indexSpec({ name, fields, partial_filter_selector }: BlueprintIndex): IndexSpec {
  return {
    name,
    design: `${indexDesignPrefix}${name}`,
    fields,
    partialFilter: partial_filter_selector ?? null,
  };
}

function isReserved(id: string): boolean {
  return id === guardId || id.startsWith(indexDesignPrefix);
}
