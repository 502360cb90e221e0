import { checkKey } from '../commands/key-check.ts';
import { takenNames } from '../commands/taken-names.ts';
import { tenantTextProblem } from '../commands/tenant-text.ts';
import type { Blueprint } from '../documents/blueprint.ts';
import { tenantState, type Tenant } from '../documents/tenant.ts';
import { auditedFields, fieldChanges, staleFile } from './field-changes.ts';
import { edited, refuse, write, type ImportDraft } from './import-draft.ts';
import type { FiledEntry } from './read-files.ts';

/** What a file may never change of a tenant that is there, and what does it instead. */
const immutable: readonly (readonly [string, string])[] = [
  [
    'key',
    'The key of a tenant is in names on the server; `mycouch tenant rekey` changes it where that can be.',
  ],
  ['blueprint', 'The blueprint of a tenant is in names on the server and cannot be another one.'],
  ['server_id', 'A tenant does not move to another server by a file.'],
  ['purgedAt', 'When a tenant was deleted for good is no wish.'],
];
const accessFields = ['enabled', 'readOnly', 'overQuota', 'archivedAt', 'deletedAt'] as const;
const counters = new Set(['generation', 'epoch']);

/** The files of tenants: new ones, and edits of those that are there. */
export function importTenantFiles(
  draft: ImportDraft,
  entries: readonly FiledEntry[],
  blueprints: ReadonlyMap<string, Blueprint>,
  servers: ReadonlySet<string>,
): void {
  const taken = takenNames(draft.snapshot);
  for (const entry of entries) {
    const tenant = entry.document;
    if (tenant.type !== 'tenant') continue;
    const existing = draft.snapshot.tenants.get(tenant.tenant_id);
    if (existing !== undefined) {
      changeTenant(draft, entry, tenant, existing);
      continue;
    }
    const blueprint = blueprints.get(tenant.blueprint);
    const text = tenantTextProblem({ ...tenant, ownerEmail: tenant.owner_email });
    if (blueprint === undefined) {
      refuse(draft, entry, `blueprint: There is no ${tenant.blueprint}.`);
    } else if (text !== null) refuse(draft, entry, text);
    else if (tenant.server_id !== null && !servers.has(tenant.server_id)) {
      refuse(draft, entry, `server_id: There is no ${tenant.server_id.slice(0, 60)}.`);
    } else {
      const refusal = checkKey(tenant.key, blueprint, taken);
      if (refusal !== null) {
        refuse(draft, entry, refusal.message);
        continue;
      }
      taken.take(tenant.key, blueprint);
      write(draft, tenant, {
        created: true,
        words: `new tenant ${tenant.key}`,
        details: {
          before: null,
          after: { key: tenant.key, name: tenant.name, state: tenantState(tenant) },
        },
      });
    }
  }
}

function changeTenant(
  draft: ImportDraft,
  entry: FiledEntry,
  filed: Tenant,
  existing: Tenant,
): void {
  const changes = fieldChanges(entry, existing);
  const fixed = immutable.find(([field]) => changes.has(field));
  if (fixed !== undefined) {
    refuse(draft, entry, `${fixed[0]}: ${fixed[1]}`);
    return;
  }
  const fields = [...changes.keys()].filter((field) => !counters.has(field));
  const access = accessFields.some((field) => changes.has(field));
  const generation = entry.given.has('generation') ? filed.generation : existing.generation;
  const epoch = entry.given.has('epoch') ? filed.epoch : existing.epoch;
  const rises = generation > existing.generation || epoch > existing.epoch;
  if (fields.length === 0 && !rises) {
    draft.unchanged += 1;
    return;
  }
  const wanted: Tenant = { ...existing, ...Object.fromEntries(changes) };
  const problem =
    (fields.length === 0 ? null : staleFile(entry, existing)) ??
    (access && generation < existing.generation
      ? `The registry has a newer decision on this tenant (generation ${String(existing.generation)}, the file has ${String(generation)}). Export again, then make the change in the new file.`
      : null) ??
    purged(existing, wanted) ??
    tenantTextProblem({
      ...wanted,
      ownerEmail: changes.has('owner_email') ? wanted.owner_email : null,
    });
  if (problem !== null) {
    refuse(draft, entry, problem);
    return;
  }
  const withdrawn = tenantState(existing) === 'active' && tenantState(wanted) !== 'active';
  // A decision made here is a new one; one made elsewhere, which only comes here, keeps its number.
  const made = access && generation <= existing.generation;
  const nextEpoch =
    withdrawn && epoch <= existing.epoch ? existing.epoch + 1 : Math.max(existing.epoch, epoch);
  const raised = made || (nextEpoch > existing.epoch && generation <= existing.generation);
  write(
    draft,
    {
      ...wanted,
      generation: raised ? existing.generation + 1 : Math.max(existing.generation, generation),
      epoch: nextEpoch,
      ...edited(draft),
    },
    {
      created: false,
      words: `tenant ${existing.key}: ${[...changes.keys()].join(', ')}`,
      details: auditedFields(changes, existing),
    },
  );
}

function purged(existing: Tenant, wanted: Tenant): string | null {
  if (existing.purgedAt === null || existing.purgedAt === undefined) return null;
  return tenantState(wanted) === 'deleted'
    ? null
    : 'deletedAt: This tenant was deleted for good and does not come back.';
}
