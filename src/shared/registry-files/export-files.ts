import type { RegistryFile } from '../bridge/file-views.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { stableJson } from '../stable-json.ts';
import { fileName, manifest, manifestPath } from './file-place.ts';

/**
 * The registry as files, one a document, in the order of their paths. Hashes of accounts are in them, since
 * a restored registry needs them; passwords are in no registry. Left out is what says nothing about what
 * should be: audit log, lease, revisions, and accounts and overrides of tenants that are not there.
 */
export function exportFiles(snapshot: RegistrySnapshot): readonly RegistryFile[] {
  const files: RegistryFile[] = [file(manifestPath, manifest)];
  for (const server of snapshot.servers.values()) {
    files.push(file(`servers/${fileName(server.couchdb_uuid)}.json`, server));
  }
  for (const blueprint of snapshot.blueprints.values()) {
    files.push(file(`blueprints/${fileName(blueprint.name)}.json`, blueprint));
  }
  for (const [tenant, folder] of tenantFolders(snapshot)) {
    const root = `tenants/${folder}`;
    files.push(file(`${root}/tenant.json`, tenant));
    for (const account of snapshot.accounts.get(tenant.tenant_id) ?? []) {
      files.push(file(`${root}/accounts/${fileName(account.name)}.json`, account));
    }
    const overrides = [...(snapshot.overrides.get(tenant.tenant_id)?.values() ?? [])];
    const names = distinct(overrides.map(({ database }) => database).sort());
    for (const override of overrides) {
      files.push(file(`${root}/overrides/${names.get(override.database) ?? ''}.json`, override));
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** By key; where two laptops gave the same one, with the id that tells them apart. */
function tenantFolders(snapshot: RegistrySnapshot): readonly (readonly [Tenant, string])[] {
  const counts = new Map<string, number>();
  const named = [...snapshot.tenants.values()].map((tenant) => {
    const name = fileName(tenant.key);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return [tenant, name] as const;
  });
  return named.map(([tenant, name]) => [
    tenant,
    counts.get(name) === 1 ? name : `${name}~${tenant.tenant_id}`,
  ]);
}

/** File names by name; those that were cut to the same text are numbered. */
function distinct(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    names.map((name) => {
      const base = fileName(name);
      let chosen = base;
      for (let number = 2; taken.has(chosen); number++) chosen = `${base}${String(number)}`;
      taken.add(chosen);
      return [name, chosen];
    }),
  );
}

function file(path: string, document: object): RegistryFile {
  return { path, text: `${stableJson(withoutStore(document), 2)}\n` };
}

/** They say how conflicting leaves were merged. */
const mergeMarks: ReadonlySet<string> = new Set(['access_seen', 'marks_seen', 'merged_revs']);

/** Without what belongs to the store: `_id` follows from the content, and revisions are no content. */
function withoutStore(document: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(document).filter(([field]) => !field.startsWith('_') && !mergeMarks.has(field)),
  );
}
