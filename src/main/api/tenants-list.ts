import { setImmediate } from 'node:timers/promises';
import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { BlueprintChange } from '../../shared/bridge/tenant-views.ts';
import { leftBehind, newAccounts } from '../../shared/commands/change-blueprint.ts';
import { requireBlueprint } from '../../shared/commands/new-tenant.ts';
import type { Tenant } from '../../shared/documents/tenant.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { exportFiles } from '../../shared/registry-files/export-files.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { createOwnerless } from '../console/ownerless.ts';
import type { TenantMarks, TenantQuery } from '../console/tenant-query.ts';
import { tenantTable } from '../console/tenant-table.ts';
import { tenantRow } from '../console/tenant-views.ts';
import { writeNewFolder } from '../files/new-folder.ts';
import type { Services } from './services.ts';

const namesTold = 12;

type ManyApi = Pick<
  ConsoleApi['tenants'],
  | 'list'
  | 'found'
  | 'bulk'
  | 'cancelBulk'
  | 'undoBulk'
  | 'blueprints'
  | 'blueprintChange'
  | 'exportCsv'
  | 'exportFiles'
>;

/** The calls about many tenants at once. `refreshed`: the registry now, known to every index. */
export function tenantsListApi(services: Services, refreshed: () => RegistrySnapshot): ManyApi {
  const { tenants, agreements, conflicts, drift, workplace, bulk } = services;
  const drifted = driftedTenants(drift);
  const ownerless = createOwnerless();

  function marks(snapshot: RegistrySnapshot): TenantMarks {
    return {
      version: agreements.version(),
      provisioning: agreements.listed,
      inConflict: conflicts.desk.tenants(),
      drifted: drifted(),
      ownerless: ownerless(snapshot),
    };
  }

  return {
    list: ({ offset, limit, ...query }) => {
      const snapshot = refreshed();
      const known = marks(snapshot);
      const active = workplace.activeId();
      const { ids, facets } = tenants.find(queryOf(query), known);
      const rows = ids.slice(offset, offset + limit).flatMap((id) => {
        const tenant = snapshot.tenants.get(id);
        if (tenant === undefined) return [];
        return [
          tenantRow(tenant, snapshot, agreements, {
            inConflict: known.inConflict.has(id),
            drifted: known.drifted.has(id),
            ownerless: known.ownerless.has(id),
            active: id === active,
          }),
        ];
      });
      return Promise.resolve({
        rows,
        total: ids.length,
        counts: { ...tenants.counts(), waiting: agreements.waiting() },
        facets,
      });
    },
    found: (query) => {
      const snapshot = refreshed();
      return Promise.resolve(tenants.find(queryOf(query), marks(snapshot)).ids);
    },
    bulk: ({ runId, ids, action }) => bulk.run(runId, ids, action),
    cancelBulk: ({ runId }) => {
      bulk.cancel(runId);
      return Promise.resolve(null);
    },
    undoBulk: ({ runId, undoId }) => bulk.undo(runId, undoId),
    blueprints: () =>
      Promise.resolve(
        [...refreshed().blueprints.values()]
          .map(({ _id, title, version, databases, accounts }) => ({
            id: _id,
            title,
            version,
            databases: databases.map(({ name }) => name),
            accounts: accounts.map(({ name }) => name),
          }))
          .sort((a, b) => (a.title < b.title ? -1 : 1)),
      ),
    blueprintChange: ({ ids, blueprint }) =>
      Promise.resolve(blueprintChange(refreshed(), ids, blueprint)),
    exportCsv: async ({ ids }) => {
      await setImmediate();
      return { text: tenantTable(chosen(refreshed(), ids)) };
    },
    exportFiles: async ({ ids }) => {
      if (services.folder === null) {
        throw new ConsoleError('not-allowed-in-state', 'This console has no dialog for folders.', {
          remedy: 'Use `mycouch export` on the command line.',
        });
      }
      const parent = await services.folder.choose();
      if (parent === null) return null;
      const snapshot = refreshed();
      const files = exportFiles({
        ...snapshot,
        tenants: new Map(chosen(snapshot, ids).map((tenant) => [tenant.tenant_id, tenant])),
      });
      const day = services.clock.now().toISOString().slice(0, 10);
      const folder = await writeNewFolder(parent, `mycouch-tenants-${day}`, files);
      return { folder, files: files.length };
    },
  };
}

/** What was left out of a question narrows nothing. */
function queryOf(asked: Parameters<ManyApi['found']>[0]): TenantQuery {
  const { refused = false, conflict = false, drifted = false, ownerless = false } = asked;
  const { blueprint = null, server = null } = asked;
  return { ...asked, refused, conflict, drifted, ownerless, blueprint, server };
}

function chosen(snapshot: RegistrySnapshot, ids: readonly string[]): readonly Tenant[] {
  return ids.flatMap((id) => snapshot.tenants.get(id) ?? []);
}

/** Ids of tenants with findings; the same set until a sweep finds others. */
function driftedTenants(drift: Services['drift']): () => ReadonlySet<string> {
  let from: readonly unknown[] | null = null;
  let ids: ReadonlySet<string> = new Set();
  return () => {
    const { findings } = drift.current();
    if (findings !== from) {
      from = findings;
      ids = new Set(findings.flatMap(({ tenantId }) => tenantId ?? []));
    }
    return ids;
  };
}

function blueprintChange(
  snapshot: RegistrySnapshot,
  ids: readonly string[],
  blueprintId: string,
): BlueprintChange {
  const blueprint = requireBlueprint(snapshot, blueprintId);
  const databases: string[] = [];
  const accounts: string[] = [];
  let made = 0;
  for (const tenant of chosen(snapshot, ids)) {
    if (tenant.blueprint === blueprint._id) continue;
    const left = leftBehind(snapshot, tenant, blueprint);
    databases.push(...left.databases);
    accounts.push(...left.accounts);
    made += newAccounts(snapshot, tenant, blueprint).length;
  }
  const told = (names: readonly string[]) => ({
    count: names.length,
    names: names.slice(0, namesTold),
  });
  return { leftDatabases: told(databases), leftAccounts: told(accounts), newAccounts: made };
}
