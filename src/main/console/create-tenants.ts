import { createTenant } from '../../shared/commands/create-tenant.ts';
import {
  importProblems,
  importTenants,
  type ImportedTenant,
} from '../../shared/commands/import-tenants.ts';
import { requireKey } from '../../shared/commands/key-check.ts';
import { requireBlueprint } from '../../shared/commands/new-tenant.ts';
import { takenNames } from '../../shared/commands/taken-names.ts';
import type { ImportReport } from '../../shared/bridge/views.ts';
import { shopBlueprint } from '../../shared/documents/blueprint.ts';
import { readTenantCsv } from '../import/tenant-csv.ts';
import type { Registry } from '../registry/registry.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { makeCredentials } from './new-credentials.ts';

/** What making a tenant needs. */
export interface TenantMaker {
  readonly registry: Registry;
  readonly secrets: SecretStore;
  readonly uuid: () => string;
  readonly randomBytes: (size: number) => Uint8Array;
}

export interface TenantForm {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly ownerEmail: string | null;
  readonly blueprint: string;
}

/**
 * Creates one tenant: its passwords are in the vault before the registry knows it, so that no tenant is
 * ever without them. Where the registry refuses it, the passwords go again.
 */
export async function makeTenant(maker: TenantMaker, form: TenantForm): Promise<string> {
  const { registry, secrets } = maker;
  const snapshot = registry.snapshot();
  const blueprint = requireBlueprint(snapshot, form.blueprint);
  requireKey(form.key, blueprint, takenNames(snapshot));
  const tenantId = maker.uuid();
  const made = await makeCredentials(tenantId, blueprint, maker);
  await secrets.setMany(made.secrets);
  try {
    await registry.execute(createTenant({ ...form, tenantId, credentials: made.credentials }));
  } catch (error) {
    await forget(secrets, made.secrets.keys());
    throw error;
  }
  return tenantId;
}

/** Creates the tenants of a file, all or none; one write to the vault, then one to the registry. */
export async function importFile(maker: TenantMaker, text: string): Promise<ImportReport> {
  const { registry, secrets } = maker;
  const rows = readTenantCsv(text);
  const blueprint = requireBlueprint(registry.snapshot(), shopBlueprint._id);
  const problems = importProblems(registry.snapshot(), rows, blueprint);
  if (problems.length > 0) return { created: 0, problems };

  const tenants: ImportedTenant[] = [];
  const passwords = new Map<string, string>();
  for (const row of rows) {
    if ('unreadable' in row) continue;
    const tenantId = maker.uuid();
    const made = await makeCredentials(tenantId, blueprint, maker);
    for (const [name, password] of made.secrets) passwords.set(name, password);
    tenants.push({ ...row, tenantId, credentials: made.credentials });
  }
  if (tenants.length === 0) return { created: 0, problems: [] };
  await secrets.setMany(passwords);
  try {
    const result = await registry.execute(importTenants({ tenants, blueprint: blueprint._id }));
    if (result.problems.length > 0) await forget(secrets, passwords.keys());
    return { created: result.created, problems: result.problems };
  } catch (error) {
    await forget(secrets, passwords.keys());
    throw error;
  }
}

/** Best effort: a password that nothing refers to is of no use to anybody. */
async function forget(secrets: SecretStore, names: Iterable<string>): Promise<void> {
  await secrets.deleteMany([...names]).catch(() => undefined);
}
