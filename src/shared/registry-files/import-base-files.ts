import type { Blueprint } from '../documents/blueprint.ts';
import type { Server } from '../documents/server.ts';
import { stableJson } from '../stable-json.ts';
import { auditedFields, fieldChanges, staleFile } from './field-changes.ts';
import { edited, raise, refuse, write, type ImportDraft } from './import-draft.ts';
import type { FiledEntry } from './read-files.ts';

/** What stands in names on the server, or would be left behind there. */
const fixedInBlueprint = ['database_pattern', 'account_pattern'] as const;
const accessInBlueprint = ['databases', 'accounts', 'tenant_fields'] as const;

/** The files of blueprints. Answers the blueprints there will be, by document id. */
export function importBlueprintFiles(
  draft: ImportDraft,
  entries: readonly FiledEntry[],
): ReadonlyMap<string, Blueprint> {
  const blueprints = new Map(draft.snapshot.blueprints);
  for (const entry of entries) {
    const filed = entry.document;
    if (filed.type !== 'blueprint') continue;
    const existing = draft.snapshot.blueprints.get(filed._id);
    if (existing === undefined) {
      blueprints.set(filed._id, filed);
      write(draft, filed, {
        created: true,
        words: `new blueprint ${filed.name}`,
        details: { before: null, after: { title: filed.title, version: filed.version } },
      });
      continue;
    }
    const changes = fieldChanges(entry, existing);
    if (changes.size === 0) {
      draft.unchanged += 1;
      continue;
    }
    const wanted: Blueprint = { ...existing, ...Object.fromEntries(changes) };
    const users = [...draft.snapshot.tenants.values()].filter(
      ({ blueprint }) => blueprint === existing._id,
    );
    const problem =
      staleFile(entry, existing) ??
      (filed.version < existing.version
        ? `version: The registry has version ${String(existing.version)} of this blueprint.`
        : null) ??
      (users.length === 0 ? null : usedProblem(existing, wanted));
    if (problem !== null) {
      refuse(draft, entry, problem);
      continue;
    }
    if (accessInBlueprint.some((field) => changes.has(field))) {
      for (const { tenant_id } of users) raise(draft, tenant_id, 'generation');
    }
    const document: Blueprint = {
      ...wanted,
      version: Math.max(filed.version, existing.version + 1),
      ...edited(draft),
    };
    blueprints.set(document._id, document);
    write(draft, document, {
      created: false,
      words: `blueprint ${existing.name}: ${[...changes.keys()].join(', ')}`,
      details: auditedFields(changes, existing),
    });
  }
  return blueprints;
}

function usedProblem(existing: Blueprint, wanted: Blueprint): string | null {
  const pattern = fixedInBlueprint.find((field) => existing[field] !== wanted[field]);
  if (pattern !== undefined) return `${pattern}: Tenants have names of this pattern already.`;
  for (const part of ['databases', 'accounts'] as const) {
    const names: readonly string[] = wanted[part].map(({ name }) => name);
    const gone = existing[part].find(({ name }) => !names.includes(name));
    if (gone !== undefined) {
      return `${part}: Tenants have ${gone.name} already; a blueprint in use loses nothing.`;
    }
  }
  return null;
}

/** Where a server is and what is allowed on it is set where it is asked for, never by a file. */
const fixedInServer = ['url', 'practice', 'production', 'readOnly', 'agentApplies'] as const;

/** The files of servers. Nobody connects anywhere because of one. Answers the ids there will be. */
export function importServerFiles(
  draft: ImportDraft,
  entries: readonly FiledEntry[],
): ReadonlySet<string> {
  const servers = new Set(draft.snapshot.servers.keys());
  for (const entry of entries) {
    const filed = entry.document;
    if (filed.type !== 'server') continue;
    const existing = draft.snapshot.servers.get(filed._id);
    const address = existing?.url === filed.url ? null : addressProblem(filed);
    if (address !== null) refuse(draft, entry, address);
    else if (existing === undefined) {
      servers.add(filed._id);
      write(draft, filed, {
        created: true,
        words: `new server ${filed.name}`,
        details: { before: null, after: { name: filed.name, url: filed.url } },
      });
    } else changeServer(draft, entry, existing);
  }
  return servers;
}

function changeServer(draft: ImportDraft, entry: FiledEntry, existing: Server): void {
  const changes = fieldChanges(entry, existing);
  if (changes.size === 0) {
    draft.unchanged += 1;
    return;
  }
  const fixed = fixedInServer.find((field) => changes.has(field));
  const problem =
    fixed === undefined
      ? staleFile(entry, existing)
      : `${fixed}: The registry has ${stableJson(existing[fixed] ?? null)}. Connecting changes the address, \`mycouch server mark\` what is allowed.`;
  if (problem !== null) {
    refuse(draft, entry, problem);
    return;
  }
  write(
    draft,
    { ...existing, ...Object.fromEntries(changes), ...edited(draft) },
    {
      created: false,
      words: `server ${existing.name}: ${[...changes.keys()].join(', ')}`,
      details: auditedFields(changes, existing),
    },
  );
}

function addressProblem({ url }: Server): string | null {
  const { protocol, username, password } = new URL(url);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === ''
    ? null
    : 'url: This is no address of a CouchDB without credentials.';
}
