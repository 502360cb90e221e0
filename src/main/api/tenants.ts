import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { TenantDetail } from '../../shared/bridge/views.ts';
import { activateTenant } from '../../shared/commands/activate-tenant.ts';
import { archiveTenant } from '../../shared/commands/archive-tenant.ts';
import { activeRefusal } from '../../shared/commands/bulk-tenants.ts';
import type { AccessInput } from '../../shared/commands/change-access.ts';
import { changeBlueprint, newAccounts } from '../../shared/commands/change-blueprint.ts';
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
import { ConsoleError } from '../../shared/errors.ts';
import { isWithoutOwner } from '../../shared/people/owners.ts';
import { desiredTenant } from '../../shared/planning/desired.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { tenantDatabases, tenantUsernames } from '../../shared/tenant-names.ts';
import { importFile, makeTenant } from '../console/create-tenants.ts';
import { makeCredentials } from '../console/new-credentials.ts';
import { keyChangeable } from '../console/key-changeable.ts';
import { tenantDetail } from '../console/tenant-views.ts';
import { tenantOnServer } from '../console/tenant-on-server.ts';
import type { Services } from './services.ts';
import { tenantsListApi } from './tenants-list.ts';

export function tenantsApi(services: Services): ConsoleApi['tenants'] {
  const { registry, secrets, tenants, agreements, conflicts, drift, workplace } = services;
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
      ownerless: tenant.deletedAt === null && isWithoutOwner(snapshot, tenantId),
      drifted: drift.current().findings.some((finding) => finding.tenantId === tenantId),
      active: workplace.activeId() === tenantId,
    });
  }

  function change(command: (input: AccessInput) => Command<TenantChange>) {
    return async ({
      id,
      seen,
    }: {
      readonly id: string;
      readonly seen?: string | null | undefined;
    }) => {
      await registry.execute(command({ tenantId: id, seen }));
      return detail(id);
    };
  }

  /** The tenant one works in is not deleted by accident: only by who types its key. */
  function requireMeant(tenantId: string, confirm: string | null | undefined): void {
    const tenant = requireTenant(registry.snapshot(), tenantId);
    if (workplace.activeId() !== tenantId || confirm === tenant.key) return;
    const { code, message, ...rest } = activeRefusal(tenant);
    throw new ConsoleError(code, message, rest);
  }

  return {
    ...tenantsListApi(services, refreshed),
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
    remove: async ({ id, seen, confirm }) => {
      requireMeant(id, confirm);
      await registry.execute(removeTenant({ tenantId: id, seen }));
      return detail(id);
    },
    restore: change(restoreTenant),
    setBlueprint: async ({ id, seen, blueprint }) => {
      const snapshot = registry.snapshot();
      const tenant = requireTenant(snapshot, id);
      const wanted = requireBlueprint(snapshot, blueprint);
      const missing = new Set(newAccounts(snapshot, tenant, wanted));
      const accounts = wanted.accounts.filter(({ name }) => missing.has(name));
      const { credentials, secrets: passwords } = await makeCredentials(
        id,
        { ...wanted, accounts },
        services,
      );
      // In the vault before the registry knows the accounts, so that none is ever without password.
      if (passwords.size > 0) await secrets.setMany(passwords);
      await registry.execute(changeBlueprint({ tenantId: id, blueprint, credentials, seen }));
      return detail(id);
    },
    onServer: async ({ id }) => {
      const snapshot = refreshed();
      const tenant = requireTenant(snapshot, id);
      const wish = desiredTenant(snapshot, tenant);
      const owner = registry.owner();
      if (wish.outcome === 'refused' || owner === null) {
        return { asOf: null, appliedSince: false, databases: [], accounts: [] };
      }
      const remembered = await services.memories.recallTenant(owner, wish.spec);
      return tenantOnServer(tenant, wish.spec, remembered);
    },
    importCsv: ({ text }) => importFile(services, text),
  };
}
