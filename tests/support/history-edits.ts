import { accountDocumentId, type Account } from '../../src/shared/documents/account.ts';
import { shopBlueprint, type Blueprint } from '../../src/shared/documents/blueprint.ts';
import { overrideDocumentId, type Override } from '../../src/shared/documents/override.ts';
import { isPurged, type Tenant } from '../../src/shared/documents/tenant.ts';
import type { RegistrySnapshot } from '../../src/shared/registry-snapshot.ts';
import { accountUsername, otherUsername } from '../../src/shared/tenant-names.ts';
import { fleetSnapshot, fleetTenant, restored, withdrawn } from './fleet.ts';

/** Two days of a blueprint: with designs, indexes and a limit, and with all of these changed. */
export const richBlueprint = (version: 1 | 2): Blueprint => ({
  ...shopBlueprint,
  version,
  databases: shopBlueprint.databases.map((database) =>
    database.name === 'sales'
      ? {
          ...database,
          revs_limit: version * 50,
          designs: [
            { name: 'reports', version, body: { language: 'javascript', views: {}, version } },
          ],
          indexes: [
            { name: 'by-day', fields: version === 1 ? ['day'] : ['day', 'till'] },
            { name: 'open', fields: ['day'], partial_filter_selector: { open: true } },
          ],
        }
      : database,
  ),
});

/** What a registry holds in a history. */
export interface Registry {
  readonly blueprint: Blueprint;
  readonly tenants: readonly Tenant[];
  readonly accounts: ReadonlyMap<string, readonly Account[]>;
  readonly overrides: ReadonlyMap<string, ReadonlyMap<string, Override>>;
}

export const emptyRegistry: Registry = {
  blueprint: richBlueprint(1),
  tenants: [],
  accounts: new Map(),
  overrides: new Map(),
};

export const registrySnapshot = (registry: Registry): RegistrySnapshot => ({
  ...fleetSnapshot(registry),
  overrides: registry.overrides,
  blueprints: new Map([[registry.blueprint._id, registry.blueprint]]),
});

const stamp = {
  createdAt: '2026-03-01T00:00:00.000Z',
  createdBy: 'x',
  updatedAt: '2026-03-01T00:00:00.000Z',
  updatedBy: 'x',
};

export function created(registry: Registry, key: string, day: number): Registry {
  const number = String(registry.tenants.length).padStart(12, '0');
  const tenant = fleetTenant(key, {
    tenant_id: `00000000-0000-4000-8000-${number}`,
    createdAt: `2026-03-0${String(day + 1)}T00:00:00.000Z`,
  });
  const accounts = shopBlueprint.accounts.map(({ name, access }, position): Account => ({
    _id: accountDocumentId(tenant.tenant_id, name),
    type: 'account',
    tenant_id: tenant.tenant_id,
    name,
    username: accountUsername(shopBlueprint, key, name),
    access,
    hash: { iterations: 1, salt: '0'.repeat(32), sha256: 'a'.repeat(64), sha1: 'b'.repeat(40) },
    credential_id: `0000000${String(position)}-0000-4000-9000-${number}`,
    ...stamp,
  }));
  return {
    ...registry,
    tenants: [...registry.tenants, tenant],
    accounts: new Map(registry.accounts).set(tenant.tenant_id, accounts),
  };
}

export const tenantEdits = [
  'suspend',
  'activate',
  'archive',
  'trash',
  'read-only',
  'quota',
  'revoke',
  'rotate',
  'end-overlap',
  'adopt',
  'adopt-wrongly',
  'drop-override',
] as const;
export type TenantEdit = (typeof tenantEdits)[number];

/** One edit of one tenant; nothing where there is none, or everything of it was deleted for good. */
export function edited(registry: Registry, index: number, how: TenantEdit): Registry {
  const at = registry.tenants.length === 0 ? 0 : index % registry.tenants.length;
  const tenant = registry.tenants[at];
  if (tenant === undefined || isPurged(tenant)) return registry;
  return withTenant(aside(registry, tenant, how), changed(tenant, how));
}

export function withTenant(registry: Registry, tenant: Tenant): Registry {
  return {
    ...registry,
    tenants: registry.tenants.map((one) => (one.tenant_id === tenant.tenant_id ? tenant : one)),
  };
}

function changed(tenant: Tenant, how: TenantEdit): Tenant {
  const next = { ...tenant, generation: tenant.generation + 1 };
  switch (how) {
    case 'suspend':
      return withdrawn(tenant);
    case 'activate':
      return { ...restored(tenant), archivedAt: null, deletedAt: null };
    case 'archive':
      return { ...withdrawn(tenant), enabled: true, archivedAt: tenant.createdAt };
    case 'trash':
      return { ...withdrawn(tenant), enabled: true, deletedAt: tenant.createdAt };
    case 'read-only':
      return { ...next, readOnly: !tenant.readOnly };
    case 'quota':
      return { ...next, overQuota: tenant.overQuota !== true };
    case 'revoke':
      return { ...next, epoch: tenant.epoch + 1 };
    case 'rotate':
    case 'end-overlap':
    case 'adopt':
    case 'adopt-wrongly':
    case 'drop-override':
      return next;
  }
}

/** What the edit does to the tenant's other documents. */
function aside(registry: Registry, tenant: Tenant, how: TenantEdit): Registry {
  const id = tenant.tenant_id;
  const withAccounts = (change: (account: Account) => Account): Registry => ({
    ...registry,
    accounts: new Map(registry.accounts).set(id, (registry.accounts.get(id) ?? []).map(change)),
  });
  switch (how) {
    case 'rotate':
      return withAccounts((account) => rotated(tenant, account));
    case 'end-overlap':
      return withAccounts((account) =>
        account.previous === null || account.previous === undefined
          ? account
          : { ...account, previous: { ...account.previous, ended: true } },
      );
    case 'adopt':
      return withOverride(registry, tenant, {
        names: ['boss'],
        roles: ['staff'],
      });
    case 'adopt-wrongly':
      // What a forged or very old document may ask for: other tenants' roles, and one's own old ones.
      return withOverride(registry, tenant, {
        names: [],
        roles: [
          `t:${id}:1`,
          ...registry.tenants.flatMap((other) =>
            other.tenant_id === id ? [] : [`t:${other.tenant_id}:${String(other.epoch)}`],
          ),
        ],
      });
    case 'drop-override': {
      const overrides = new Map(registry.overrides);
      overrides.delete(id);
      return { ...registry, overrides };
    }
    default:
      return registry;
  }
}

function rotated(tenant: Tenant, account: Account): Account {
  const first = accountUsername(shopBlueprint, tenant.key, account.name);
  const turn = String(tenant.generation).padStart(8, '0');
  return {
    ...account,
    previous: {
      username: account.username,
      credential_id: account.credential_id,
      hash: account.hash,
      until: tenant.createdAt,
      ended: false,
    },
    username: otherUsername(first, account.username),
    credential_id: `${turn}${account.credential_id.slice(8)}`,
  };
}

function withOverride(
  registry: Registry,
  tenant: Tenant,
  members: { readonly names: string[]; readonly roles: string[] },
): Registry {
  const database = `shop_${tenant.key}_sales`;
  const override: Override = {
    _id: overrideDocumentId(tenant.tenant_id, database),
    type: 'override',
    tenant_id: tenant.tenant_id,
    database,
    security: { admins: { names: [], roles: [] }, members },
    designs: { '_design/extra': { views: {} }, '_design/reports': null, '_design/mycouch': null },
    ...stamp,
  };
  return {
    ...registry,
    overrides: new Map(registry.overrides).set(tenant.tenant_id, new Map([[database, override]])),
  };
}
