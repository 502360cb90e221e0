import { takenNames } from '../commands/taken-names.ts';
import type { Account } from '../documents/account.ts';
import type { Blueprint } from '../documents/blueprint.ts';
import type { Override } from '../documents/override.ts';
import type { Tenant } from '../documents/tenant.ts';
import { guardId } from '../planning/guard.ts';
import { accountUsername, secondUsername, tenantDatabases } from '../tenant-names.ts';
import { auditedFields, fieldChanges, staleFile, type FieldChanges } from './field-changes.ts';
import { edited, raise, refuse, write, type ImportDraft } from './import-draft.ts';
import type { FiledEntry } from './read-files.ts';

/** Where accounts and overrides belong: the tenants and blueprints there will be. */
export interface ImportedWorld {
  readonly tenants: ReadonlyMap<string, Tenant>;
  readonly blueprints: ReadonlyMap<string, Blueprint>;
}

/** The credential of an account is made by a rotation, where its password is; never by a file. */
const credentialFields = ['username', 'credential_id', 'hash', 'previous', 'rotatedAt'] as const;
const order = ['read', 'write', 'administer'] as const;

export function importAccountFiles(
  draft: ImportDraft,
  entries: readonly FiledEntry[],
  world: ImportedWorld,
): void {
  const taken = takenNames(draft.snapshot);
  for (const entry of entries) {
    const account = entry.document;
    if (account.type !== 'account') continue;
    const tenant = world.tenants.get(account.tenant_id);
    if (tenant === undefined) {
      refuse(draft, entry, 'tenant_id: There is no such tenant.');
      continue;
    }
    const existing = draft.snapshot.accounts
      .get(account.tenant_id)
      ?.find(({ name }) => name === account.name);
    if (existing !== undefined) {
      changeAccount(draft, entry, account, existing);
      continue;
    }
    const problem = nameProblem(account, tenant, world.blueprints);
    const holder = taken.holder('user', account.username);
    if (problem !== null) refuse(draft, entry, problem);
    else if (holder !== null && holder !== tenant.key) {
      refuse(draft, entry, `username: ${account.username} belongs to another tenant.`);
    } else {
      if (draft.snapshot.tenants.has(tenant.tenant_id))
        raise(draft, tenant.tenant_id, 'generation');
      write(draft, account, {
        created: true,
        words: `new account ${account.username}`,
        details: { before: null, after: { username: account.username, access: account.access } },
      });
    }
  }
}

function changeAccount(
  draft: ImportDraft,
  entry: FiledEntry,
  filed: Account,
  existing: Account,
): void {
  const changes = fieldChanges(entry, existing);
  if (changes.size === 0) {
    draft.unchanged += 1;
    return;
  }
  const credential = credentialFields.find((field) => changes.has(field));
  const problem =
    credential === undefined
      ? staleFile(entry, existing)
      : `${credential}: The registry has another credential for ${existing.username}. Export again, or rotate it.`;
  if (problem !== null) {
    refuse(draft, entry, problem);
    return;
  }
  if (changes.has('access')) {
    const less = order.indexOf(filed.access) < order.indexOf(existing.access);
    raise(draft, existing.tenant_id, less ? 'epoch' : 'generation');
  }
  change(draft, existing, changes, `account ${existing.username}`);
}

/** A credential may only be for a user that the tenant's blueprint names. */
function nameProblem(
  { name, username, previous }: Account,
  tenant: Tenant,
  blueprints: ReadonlyMap<string, Blueprint>,
): string | null {
  const blueprint = blueprints.get(tenant.blueprint);
  if (blueprint === undefined) return `The tenant's blueprint ${tenant.blueprint} is missing.`;
  const first = accountUsername(blueprint, tenant.key, name);
  const allowed = [first, secondUsername(first)];
  const wrong = [username, previous?.username ?? first].find((user) => !allowed.includes(user));
  return wrong === undefined
    ? null
    : `username: ${wrong.slice(0, 100)} is not ${first}, as the blueprint has it.`;
}

export function importOverrideFiles(
  draft: ImportDraft,
  entries: readonly FiledEntry[],
  world: ImportedWorld,
): void {
  for (const entry of entries) {
    const override = entry.document;
    if (override.type !== 'override') continue;
    const tenant = world.tenants.get(override.tenant_id);
    const blueprint = tenant && world.blueprints.get(tenant.blueprint);
    const existing = draft.snapshot.overrides.get(override.tenant_id)?.get(override.database);
    const changes = existing === undefined ? null : fieldChanges(entry, existing);
    if (tenant === undefined || blueprint === undefined) {
      refuse(draft, entry, 'tenant_id: There is no such tenant.');
    } else if (changes?.size === 0) draft.unchanged += 1;
    else {
      const problem =
        (tenantDatabases(blueprint, tenant.key).includes(override.database)
          ? null
          : `database: ${override.database} is no database of ${tenant.key}.`) ??
        overrideProblem(override) ??
        (existing === undefined ? null : staleFile(entry, existing));
      if (problem !== null) {
        refuse(draft, entry, problem);
        continue;
      }
      if (draft.snapshot.tenants.has(tenant.tenant_id)) {
        raise(draft, tenant.tenant_id, 'generation');
      }
      const words = `override of ${override.database}`;
      if (existing !== undefined && changes !== null) change(draft, existing, changes, words);
      else {
        write(draft, override, {
          created: true,
          words: `new ${words}`,
          details: { before: null, after: { database: override.database } },
        });
      }
    }
  }
}

/** What could open a database to another tenant, or take its guard away. */
function overrideProblem({ security, designs }: Override): string | null {
  const roles = [...(security?.members.roles ?? []), ...(security?.admins.roles ?? [])];
  const role = roles.find((one) => one.startsWith('t:'));
  if (role !== undefined) return `security: The role ${role} is a tenant's and is not adopted.`;
  return guardId in designs ? 'designs: The guard cannot be replaced.' : null;
}

function change(
  draft: ImportDraft,
  existing: Account | Override,
  changes: FieldChanges,
  words: string,
): void {
  const document = { ...existing, ...Object.fromEntries(changes), ...edited(draft) };
  write(draft, document, {
    created: false,
    words: `${words}: ${[...changes.keys()].join(', ')}`,
    details: auditedFields(changes, existing),
  });
}
