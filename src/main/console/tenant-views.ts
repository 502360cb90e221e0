import type { TenantDetail, TenantRow } from '../../shared/bridge/views.ts';
import type { Override } from '../../shared/documents/override.ts';
import { tenantState, type Tenant } from '../../shared/documents/tenant.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { tenantDatabases } from '../../shared/tenant-names.ts';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';
import type { Agreements } from './agreements.ts';
import { explainedRefusal } from './explained-refusal.ts';

/** What is known of a tenant beside the registry and what was applied. */
export type RowMarks = Pick<TenantRow, 'inConflict' | 'drifted' | 'ownerless' | 'active'>;

/** A tenant as one line of the list. */
export function tenantRow(
  tenant: Tenant,
  snapshot: RegistrySnapshot,
  agreements: Agreements,
  known: RowMarks,
): TenantRow {
  return {
    id: tenant.tenant_id,
    key: tenant.key,
    name: tenant.name,
    state: tenantState(tenant),
    provisioning: agreements.provisioning(tenant.tenant_id),
    databases: snapshot.blueprints.get(tenant.blueprint)?.databases.length ?? 0,
    createdAt: tenant.createdAt,
    updatedAt: tenant.updatedAt,
    ...known,
    ownerEmail: tenant.owner_email,
    blueprintTitle: snapshot.blueprints.get(tenant.blueprint)?.title ?? tenant.blueprint,
  };
}

/** Everything there is to see of one tenant; never a password. */
export function tenantDetail(
  tenant: Tenant,
  snapshot: RegistrySnapshot,
  agreements: Agreements,
  secrets: SecretStore,
  { keyChangeable, ...known }: RowMarks & { readonly keyChangeable: boolean },
): TenantDetail {
  const blueprint = snapshot.blueprints.get(tenant.blueprint);
  // Accounts of a blueprint it had before stay in the registry, and nobody can use them.
  const accounts = (snapshot.accounts.get(tenant.tenant_id) ?? []).filter(
    ({ name }) =>
      blueprint === undefined || blueprint.accounts.some((account) => account.name === name),
  );
  const refusal = agreements.refusal(tenant.tenant_id);
  return {
    ...tenantRow(tenant, snapshot, agreements, known),
    rev: tenant._rev ?? '',
    description: tenant.description,
    configuration: tenant.configuration,
    blueprint: {
      id: tenant.blueprint,
      title: blueprint?.title ?? tenant.blueprint,
      version: blueprint?.version ?? 0,
    },
    generation: tenant.generation,
    epoch: tenant.epoch,
    createdBy: tenant.createdBy,
    updatedBy: tenant.updatedBy,
    deletedAt: tenant.deletedAt,
    archivedAt: tenant.archivedAt,
    databaseNames: blueprint === undefined ? [] : tenantDatabases(blueprint, tenant.key),
    accounts: accounts.map(({ name, username, access, credential_id, rotatedAt, previous }) => ({
      name,
      username,
      access,
      revealable: secrets.has(secretNames.account(tenant.tenant_id, name, credential_id)),
      rotatedAt: rotatedAt ?? null,
      previous:
        previous === null || previous === undefined || previous.ended
          ? null
          : { username: previous.username, until: previous.until },
    })),
    // What was taken back stays as an empty document, and is nothing to show.
    overrides: [...(snapshot.overrides.get(tenant.tenant_id)?.values() ?? [])]
      .map((override) => ({
        database: override.database,
        adds: overrideWords(override),
        adoptedAt: override.createdAt,
        adoptedBy: override.createdBy,
      }))
      .filter(({ adds }) => adds.length > 0),
    readOnly: tenant.readOnly,
    overQuota: tenant.overQuota ?? false,
    purgedAt: tenant.purgedAt ?? null,
    refusal:
      refusal === null
        ? null
        : explainedRefusal(refusal, (id) => snapshot.tenants.get(id)?.name ?? id),
    keyChangeable,
  };
}

/** What an override adds, one short phrase for each thing. */
function overrideWords({ security, designs }: Override): readonly string[] {
  const people = (of: 'members' | 'admins', title: string) => [
    ...(security?.[of].names ?? []).map((name) => `${title} ${name}`),
    ...(security?.[of].roles ?? []).map((role) => `${title} with the role ${role}`),
  ];
  return [
    ...people('members', 'member'),
    ...people('admins', 'administrator'),
    ...Object.entries(designs).map(([id, body]) => (body === null ? `without ${id}` : id)),
  ];
}
