import { accountDocumentId, type Account } from '../documents/account.ts';
import type { Blueprint } from '../documents/blueprint.ts';
import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { accountUsername, secondUsername, tenantDatabases } from '../tenant-names.ts';
import type { Command } from './command.ts';
import type { CredentialInputs } from './credential-input.ts';
import { checkKey } from './key-check.ts';
import { requireBlueprint } from './new-tenant.ts';
import { requireState, requireTenant } from './require-tenant.ts';
import { requireSeen } from './seen-tenant.ts';
import { takenNames, type TakenNames } from './taken-names.ts';
import { tenantAudit } from './tenant-audit.ts';
import type { TenantChange } from './tenant-change.ts';

export interface ChangeBlueprintInput {
  readonly tenantId: string;
  /** Document id, `blueprint_…`. */
  readonly blueprint: string;
  /** For the accounts that `newAccounts` names; others are not looked at. */
  readonly credentials: CredentialInputs;
  readonly seen?: string | null | undefined;
  /** Names taken by now; collected from the registry unless given. */
  readonly taken?: TakenNames | undefined;
}

/**
 * Gives a tenant another blueprint. What only the old one has is never deleted by a plan: its databases
 * and users stay on the server, unmanaged. Where accounts stay behind, the epoch is raised, so that the
 * tenant's databases refuse them. Errors: `not-found`, `not-allowed-in-state` (in the trash), `key-taken`
 * and `key-invalid` (names that collide or that CouchDB would not take), `invalid-input` (an account
 * without credential), `conflict`.
 */
export function changeBlueprint(input: ChangeBlueprintInput): Command<TenantChange> {
  return (snapshot, context) => {
    const tenant = requireTenant(snapshot, input.tenantId);
    requireSeen(tenant, input.seen);
    requireState(tenant, ['active', 'suspended', 'archived'], 'given another blueprint');
    const blueprint = requireBlueprint(snapshot, input.blueprint);
    if (tenant.blueprint === blueprint._id) {
      return { documents: [], audit: [], result: { tenantId: tenant.tenant_id, changed: false } };
    }
    requireFreeNames(snapshot, tenant, blueprint, input.taken ?? takenNames(snapshot, tenant));
    const left = leftBehind(snapshot, tenant, blueprint);
    const changed: Tenant = {
      ...tenant,
      blueprint: blueprint._id,
      generation: tenant.generation + 1,
      epoch: left.accounts.length > 0 ? tenant.epoch + 1 : tenant.epoch,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    const accounts = blueprint.accounts.flatMap(({ name, access }): readonly Account[] => {
      const known = fittingAccount(snapshot, tenant, blueprint, name);
      const by = { updatedAt: context.now, updatedBy: context.actor };
      if (known !== undefined) return known.access === access ? [] : [{ ...known, access, ...by }];
      const credential = input.credentials.get(name);
      if (credential === undefined) {
        throw new ConsoleError('invalid-input', `The account ${name} has no credential.`, {
          remedy: 'Change the blueprint again.',
          details: { tenant: tenant.tenant_id, account: name },
        });
      }
      const before = accountOf(snapshot, tenant, name);
      return [
        {
          ...before,
          _id: accountDocumentId(tenant.tenant_id, name),
          type: 'account',
          tenant_id: tenant.tenant_id,
          name,
          username: accountUsername(blueprint, tenant.key, name),
          access,
          hash: credential.hash,
          credential_id: credential.credentialId,
          previous: null,
          rotatedAt: null,
          createdAt: before?.createdAt ?? context.now,
          createdBy: before?.createdBy ?? context.actor,
          ...by,
        },
      ];
    });
    return {
      documents: [changed, ...accounts],
      audit: [
        tenantAudit('tenant_blueprint_changed', changed, context, {
          before: { blueprint: tenant.blueprint, generation: tenant.generation },
          after: { blueprint: changed.blueprint, generation: changed.generation },
          left_databases: [...left.databases],
          left_accounts: [...left.accounts],
        }),
      ],
      result: { tenantId: tenant.tenant_id, changed: true },
    };
  };
}

/** Names of the new blueprint's accounts that the tenant has no usable account for. */
export function newAccounts(
  snapshot: RegistrySnapshot,
  tenant: Tenant,
  blueprint: Blueprint,
): readonly string[] {
  return blueprint.accounts
    .map(({ name }) => name)
    .filter((name) => fittingAccount(snapshot, tenant, blueprint, name) === undefined);
}

/** What stays on the server without anybody managing it, by name. */
export function leftBehind(
  snapshot: RegistrySnapshot,
  tenant: Tenant,
  blueprint: Blueprint,
): { readonly databases: readonly string[]; readonly accounts: readonly string[] } {
  const old = snapshot.blueprints.get(tenant.blueprint);
  const kept = new Set(tenantDatabases(blueprint, tenant.key));
  const users = new Set(
    blueprint.accounts.map(({ name }) => accountUsername(blueprint, tenant.key, name)),
  );
  return {
    databases:
      old === undefined ? [] : tenantDatabases(old, tenant.key).filter((name) => !kept.has(name)),
    accounts:
      old === undefined
        ? []
        : old.accounts
            .map(({ name }) => accountUsername(old, tenant.key, name))
            .filter((username) => !users.has(username)),
  };
}

function accountOf(snapshot: RegistrySnapshot, tenant: Tenant, name: string): Account | undefined {
  return snapshot.accounts.get(tenant.tenant_id)?.find((account) => account.name === name);
}

/** The account of that name, where its user name is one that the blueprint gives. */
function fittingAccount(
  snapshot: RegistrySnapshot,
  tenant: Tenant,
  blueprint: Blueprint,
  name: string,
): Account | undefined {
  const base = accountUsername(blueprint, tenant.key, name);
  const account = accountOf(snapshot, tenant, name);
  const fits = account?.username === base || account?.username === secondUsername(base);
  return fits ? account : undefined;
}

/** Throws where a name of the blueprint is another tenant's, or none that CouchDB takes. */
function requireFreeNames(
  snapshot: RegistrySnapshot,
  tenant: Tenant,
  blueprint: Blueprint,
  taken: TakenNames,
): void {
  const twins = (snapshot.tenantsByKey.get(tenant.key) ?? []).length > 1;
  const refusal = checkKey(tenant.key, blueprint, {
    ...taken,
    holder: (kind, name) => {
      const holder = taken.holder(kind, name);
      // Where two tenants have one key, their names say nothing of whose they are.
      return holder === tenant.key && !twins ? null : holder;
    },
  });
  if (refusal === null) return;
  throw new ConsoleError(refusal.code, refusal.message, {
    remedy: 'Choose another blueprint, or give the tenant another key first.',
    details: { tenant: tenant.tenant_id, blueprint: blueprint._id },
  });
}
