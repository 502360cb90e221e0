import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { TenantDetail } from '../../shared/bridge/views.ts';
import { activateTenant } from '../../shared/commands/activate-tenant.ts';
import { archiveTenant } from '../../shared/commands/archive-tenant.ts';
import { changeTenantKey } from '../../shared/commands/change-tenant-key.ts';
import type { Command } from '../../shared/commands/command.ts';
import { editTenant } from '../../shared/commands/edit-tenant.ts';
import { checkKey } from '../../shared/commands/key-check.ts';
import { requireBlueprint } from '../../shared/commands/new-tenant.ts';
import { removeTenant } from '../../shared/commands/remove-tenant.ts';
import { requireTenant } from '../../shared/commands/require-tenant.ts';
import { restoreTenant } from '../../shared/commands/restore-tenant.ts';
import { revokeTokens } from '../../shared/commands/revoke-tokens.ts';
import { setFlags } from '../../shared/commands/set-flags.ts';
import { suspendTenant } from '../../shared/commands/suspend-tenant.ts';
import { takenNames, type TakenNames } from '../../shared/commands/taken-names.ts';
import type { TenantChange } from '../../shared/commands/tenant-change.ts';
import { unarchiveTenant } from '../../shared/commands/unarchive-tenant.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { tenantDatabases, tenantUsernames } from '../../shared/tenant-names.ts';
import { importFile, makeTenant } from '../console/create-tenants.ts';
import { keyChangeable } from '../console/key-changeable.ts';
import { tenantDetail, tenantRow } from '../console/tenant-views.ts';
import type { Services } from './services.ts';

export function tenantsApi(services: Services): ConsoleApi['tenants'] {
  const { registry, secrets, tenants, agreements, conflicts } = services;
  /** A key is checked with every keystroke, and collecting the taken names takes a pass over all. */
  const takenOf = new WeakMap<RegistrySnapshot, TakenNames>();

  function refreshed(): RegistrySnapshot {
    const snapshot = registry.snapshot();
    tenants.refresh(snapshot);
    agreements.refresh(snapshot);
    return snapshot;
  }

  function detail(tenantId: string): TenantDetail {
    const snapshot = refreshed();
    const tenant = requireTenant(snapshot, tenantId);
    return tenantDetail(tenant, snapshot, agreements, secrets, {
      keyChangeable: keyChangeable(services, tenant),
      inConflict: conflicts.desk.tenants().has(tenantId),
    });
  }

  function change(command: (input: { readonly tenantId: string }) => Command<TenantChange>) {
    return async ({ id }: { readonly id: string }): Promise<TenantDetail> => {
      await registry.execute(command({ tenantId: id }));
      return detail(id);
    };
  }

  return {
    list: ({ offset, limit, ...query }) => {
      const snapshot = refreshed();
      const ids = tenants.find(
        query,
        (id) => agreements.provisioning(id) === 'waiting',
        agreements.version(),
      );
      const inConflict = conflicts.desk.tenants();
      const rows = ids.slice(offset, offset + limit).flatMap((id) => {
        const tenant = snapshot.tenants.get(id);
        return tenant === undefined
          ? []
          : [tenantRow(tenant, snapshot, agreements, inConflict.has(id))];
      });
      return Promise.resolve({
        rows,
        total: ids.length,
        counts: { ...tenants.counts(), waiting: agreements.waiting() },
      });
    },
    get: ({ id }) => Promise.resolve(detail(id)),
    checkKey: ({ key, blueprint: blueprintId }) => {
      const snapshot = registry.snapshot();
      const blueprint = requireBlueprint(snapshot, blueprintId);
      const taken = takenOf.get(snapshot) ?? takenNames(snapshot);
      takenOf.set(snapshot, taken);
      const refusal = checkKey(key, blueprint, taken);
      return Promise.resolve({
        ok: refusal === null,
        problem: refusal?.message ?? '',
        databases: tenantDatabases(blueprint, key),
        accounts: tenantUsernames(blueprint, key),
      });
    },
    create: async (form) => detail(await makeTenant(services, form)),
    edit: async ({ id, ...fields }) => {
      await registry.execute(editTenant({ tenantId: id, ...fields }));
      return detail(id);
    },
    changeKey: async ({ id, key }) => {
      refreshed();
      const tenant = requireTenant(registry.snapshot(), id);
      const changeable = keyChangeable(services, tenant);
      await registry.execute(changeTenantKey({ tenantId: id, key, changeable }));
      return detail(id);
    },
    suspend: change(suspendTenant),
    revokeTokens: change(revokeTokens),
    setFlags: async ({ id, ...flags }) => {
      await registry.execute(setFlags({ tenantId: id, ...flags }));
      return detail(id);
    },
    activate: change(activateTenant),
    archive: change(archiveTenant),
    unarchive: change(unarchiveTenant),
    remove: change(removeTenant),
    restore: change(restoreTenant),
    importCsv: ({ text }) => importFile(services, text),
  };
}
