import type { RegistryFile, RegistryImportReport } from '../bridge/file-views.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import type { CredentialInputs } from '../commands/credential-input.ts';
import { accountDocumentId, type Account } from '../documents/account.ts';
import type { Blueprint } from '../documents/blueprint.ts';
import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { accountUsername } from '../tenant-names.ts';
import { importBlueprintFiles, importServerFiles } from './import-base-files.ts';
import { write, type ImportDraft } from './import-draft.ts';
import {
  importAccountFiles,
  importOverrideFiles,
  type ImportedWorld,
} from './import-part-files.ts';
import { importTenantFiles } from './import-tenant-files.ts';
import { readFiles } from './read-files.ts';

export interface FilesInput {
  readonly files: readonly RegistryFile[];
  /** The id of a new tenant whose file has none; always the same for one path. */
  readonly idFor: (path: string) => string;
}

/** An account that no file brings and that a tenant must have. */
export interface MissingAccount {
  readonly tenantId: string;
  readonly name: string;
}

/** What importing the files would come to, and the accounts that have to be made for it. */
export function compareFiles(
  snapshot: RegistrySnapshot,
  input: FilesInput,
  context: Pick<CommandContext, 'now' | 'actor'>,
): { readonly report: RegistryImportReport; readonly missing: readonly MissingAccount[] } {
  const { draft, world } = drafted(snapshot, input, context);
  const missing = draft.problems.length === 0 ? missingAccounts(draft, world) : [];
  return { report: report(draft), missing };
}

/**
 * Imports files: all of them or, where one has a problem, none. Documents that no file has stay as they
 * are. Error: `conflict` where an account is missing that nobody made, since the registry has changed.
 * @param credentials of the accounts that `compareFiles` misses, by tenant, then by account
 */
export function importFiles(
  input: FilesInput & { readonly credentials: ReadonlyMap<string, CredentialInputs> },
): Command<RegistryImportReport> {
  return (snapshot, context) => {
    const { draft, world } = drafted(snapshot, input, context);
    if (draft.problems.length > 0) return { documents: [], audit: [], result: report(draft) };
    for (const missing of missingAccounts(draft, world)) {
      makeAccount(draft, world, missing, input.credentials.get(missing.tenantId));
    }
    raiseTenants(draft);
    return { documents: [...draft.documents.values()], audit: draft.audit, result: report(draft) };
  };
}

function drafted(
  snapshot: RegistrySnapshot,
  { files, idFor }: FilesInput,
  context: Pick<CommandContext, 'now' | 'actor'>,
): { readonly draft: ImportDraft; readonly world: ImportedWorld } {
  const { entries, problems } = readFiles(files, snapshot, { ...context, idFor });
  const draft: ImportDraft = {
    snapshot,
    context,
    documents: new Map(),
    problems: [...problems],
    audit: [],
    changes: [],
    raised: new Map(),
    created: 0,
    changed: 0,
    unchanged: 0,
  };
  const blueprints = importBlueprintFiles(draft, entries);
  const servers = importServerFiles(draft, entries);
  importTenantFiles(draft, entries, blueprints, servers);
  const tenants = new Map(snapshot.tenants);
  for (const { document } of entries) {
    if (document.type === 'tenant' && !tenants.has(document.tenant_id)) {
      tenants.set(document.tenant_id, document);
    }
  }
  const world = { tenants, blueprints };
  importAccountFiles(draft, entries, world);
  importOverrideFiles(draft, entries, world);
  return { draft, world };
}

function report(draft: ImportDraft): RegistryImportReport {
  const { problems, created, changed, unchanged, changes } = draft;
  return problems.length > 0
    ? { created: 0, changed: 0, unchanged, problems, changes: [] }
    : { created, changed, unchanged, problems: [], changes };
}

/**
 * A new tenant needs every account of its blueprint, and one that is there those that its blueprint gains
 * with this import. Any other missing account is on its way from another device.
 */
function missingAccounts(draft: ImportDraft, world: ImportedWorld): readonly MissingAccount[] {
  const { snapshot, documents } = draft;
  const missing: MissingAccount[] = [];
  for (const tenant of world.tenants.values()) {
    const { tenant_id: tenantId, purgedAt } = tenant;
    if (purgedAt !== null && purgedAt !== undefined) continue;
    const before = snapshot.tenants.has(tenantId)
      ? snapshot.blueprints.get(tenant.blueprint)
      : { accounts: [] };
    const had = new Set<string>(before?.accounts.map(({ name }) => name));
    const there = new Set(snapshot.accounts.get(tenantId)?.map(({ name }) => name));
    for (const { name } of world.blueprints.get(tenant.blueprint)?.accounts ?? []) {
      if (before === undefined || had.has(name) || there.has(name)) continue;
      if (!documents.has(accountDocumentId(tenantId, name))) missing.push({ tenantId, name });
    }
  }
  return missing;
}

function makeAccount(
  draft: ImportDraft,
  { tenants, blueprints }: ImportedWorld,
  { tenantId, name }: MissingAccount,
  credentials: CredentialInputs | undefined,
): void {
  const tenant = tenants.get(tenantId);
  const blueprint = tenant && blueprints.get(tenant.blueprint);
  const access = accessOf(blueprint, name);
  const credential = credentials?.get(name);
  if (
    tenant === undefined ||
    blueprint === undefined ||
    access === null ||
    credential === undefined
  ) {
    throw new ConsoleError('conflict', 'The registry has changed meanwhile.', {
      remedy: 'Import the files again.',
    });
  }
  const { now, actor } = draft.context;
  const username = accountUsername(blueprint, tenant.key, name);
  const account: Account = {
    _id: accountDocumentId(tenantId, name),
    type: 'account',
    tenant_id: tenantId,
    name,
    username,
    access,
    hash: credential.hash,
    credential_id: credential.credentialId,
    createdAt: now,
    createdBy: actor,
    updatedAt: now,
    updatedBy: actor,
  };
  write(draft, account, {
    created: true,
    words: `new account ${username}, with a new password`,
    details: { before: null, after: { username, access } },
  });
}

function accessOf(blueprint: Blueprint | undefined, name: string): Account['access'] | null {
  return blueprint?.accounts.find((account) => account.name === name)?.access ?? null;
}

/** Raises the counters of tenants whose access changed by an account, an override or a blueprint. */
function raiseTenants(draft: ImportDraft): void {
  for (const [tenantId, what] of draft.raised) {
    const existing = draft.snapshot.tenants.get(tenantId);
    if (existing === undefined) continue;
    const written = draft.documents.get(existing._id);
    const current: Tenant = written?.type === 'tenant' ? written : existing;
    draft.documents.set(existing._id, {
      ...current,
      generation: Math.max(current.generation, existing.generation + 1),
      epoch: what === 'epoch' ? Math.max(current.epoch, existing.epoch + 1) : current.epoch,
      updatedAt: draft.context.now,
      updatedBy: draft.context.actor,
    });
  }
}
