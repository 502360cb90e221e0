import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { KeyCheck, TenantDetail, TenantRow } from '../../../src/shared/bridge/views.ts';
import { shopBlueprint } from '../../../src/shared/documents/blueprint.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { keyProblem, keyProblemText } from '../../../src/shared/naming.ts';
import { partsOf } from './plan.ts';
import { tenantOf } from './seed.ts';
import { uuidOf } from './uuid.ts';
import { auditOf, tenantIn, type World } from './world.ts';

function checkKey(world: World, key: string): KeyCheck {
  const problem = keyProblem(key);
  if (problem !== null) {
    return { ok: false, problem: keyProblemText(problem), databases: [], accounts: [] };
  }
  const taken = world.tenants.find((tenant) => tenant.key === key);
  if (taken !== undefined) {
    const text = `The tenant “${taken.name}” has this key.`;
    return { ok: false, problem: text, databases: [], accounts: [] };
  }
  return { ok: true, problem: '', ...partsOf(key) };
}

function rowOf(tenant: TenantDetail, world: World): TenantRow {
  const { id, key, name, state, provisioning, databases, createdAt, updatedAt } = tenant;
  const { ownerEmail, blueprintTitle, drifted, ownerless } = tenant;
  return {
    ...{ id, key, name, state, provisioning, databases, createdAt, updatedAt },
    ...{ ownerEmail, blueprintTitle, drifted, ownerless },
    active: world.workplace.active === id,
    inConflict: world.conflicts.some(({ tenantId }) => tenantId === id),
  };
}

function targetOf(action: string): TenantDetail['state'] {
  if (action === 'suspend') return 'suspended';
  if (action === 'remove') return 'deleted';
  return action === 'archive' ? 'archived' : 'active';
}

type Query = Parameters<ConsoleApi['tenants']['found']>[0];

function inState(wanted: Query['state'], state: TenantDetail['state']): boolean {
  if (wanted === 'all') return true;
  if (wanted === 'current') return state === 'active' || state === 'suspended';
  return wanted === state;
}

function find(world: World, query: Query): readonly TenantRow[] {
  const text = query.search.trim().toLowerCase();
  const rows = world.tenants
    .map((tenant) => rowOf(tenant, world))
    .filter(
      (row) =>
        inState(query.state, row.state) &&
        (!query.waiting || row.provisioning === 'waiting') &&
        (query.refused !== true || row.provisioning === 'refused') &&
        (query.conflict !== true || row.inConflict) &&
        (query.drifted !== true || row.drifted) &&
        (query.ownerless !== true || row.ownerless) &&
        (text === '' || `${row.name} ${row.key}`.toLowerCase().includes(text)),
    );
  const direction = query.direction === 'asc' ? 1 : -1;
  const keyOf = (row: TenantRow): string => {
    switch (query.sort) {
      case 'databases':
        return String(row.databases);
      case 'blueprint':
        return row.blueprintTitle;
      case 'owner':
        return row.ownerEmail ?? '';
      default:
        return row[query.sort];
    }
  };
  return rows.sort((a, b) => direction * keyOf(a).localeCompare(keyOf(b), 'en'));
}

/** The tenants of the fake console. */
export function fakeTenants(world: World): ConsoleApi['tenants'] {
  const change = (id: string, action: string, changed: Partial<TenantDetail>): TenantDetail => {
    const before = tenantIn(world, id);
    const now = world.now().toISOString();
    const after: TenantDetail = {
      ...before,
      ...changed,
      generation: before.generation + 1,
      updatedAt: now,
      provisioning: before.provisioning === 'refused' ? 'refused' : 'waiting',
    };
    world.tenants = world.tenants.map((tenant) => (tenant.id === id ? after : tenant));
    told(action, after, now);
    return after;
  };
  const told = (action: string, tenant: TenantDetail, now: string) => {
    world.counter += 1;
    world.audit.unshift(auditOf(action, tenant, 1_000_000 + world.counter, now));
    if (world.plan !== null) {
      world.plan.summary = {
        ...world.plan.summary,
        stale: 'The registry was changed after this plan was made.',
      };
    }
    world.emit('registry.changed', { revision: world.counter });
  };
  const add = (input: Omit<Parameters<typeof tenantOf>[0], 'id' | 'now'>): TenantDetail => {
    const check = checkKey(world, input.key);
    if (!check.ok) throw new ConsoleError('key-taken', check.problem);
    world.counter += 1;
    const now = world.now().toISOString();
    const tenant = tenantOf({ ...input, id: uuidOf(1_000_000 + world.counter), now });
    world.tenants.push(tenant);
    told('tenant_created', tenant, now);
    return tenant;
  };
  const at = () => world.now().toISOString();
  return {
    list: (query) => {
      const rows = find(world, query);
      const countOf = (state: TenantDetail['state']) =>
        world.tenants.filter((tenant) => tenant.state === state).length;
      const counts = {
        active: countOf('active'),
        suspended: countOf('suspended'),
        archived: countOf('archived'),
        deleted: countOf('deleted'),
      };
      const facet = (flag: Partial<Query>) => find(world, { ...query, ...flag }).length;
      return Promise.resolve({
        rows: rows.slice(query.offset, query.offset + query.limit),
        total: rows.length,
        counts: {
          ...counts,
          waiting: world.tenants.filter(({ provisioning }) => provisioning === 'waiting').length,
        },
        facets: {
          states: counts,
          waiting: facet({ waiting: true }),
          refused: facet({ refused: true }),
          conflict: facet({ conflict: true }),
          drifted: facet({ drifted: true }),
          ownerless: facet({ ownerless: true }),
          blueprints: [
            { id: shopBlueprint._id, title: shopBlueprint.title, count: world.tenants.length },
          ],
          servers: [{ id: '', title: '', count: world.tenants.length }],
        },
      });
    },
    found: (query) => Promise.resolve(find(world, query).map(({ id }) => id)),
    setBlueprint: async ({ id }) => Promise.resolve(tenantIn(world, id)),
    blueprintChange: () =>
      Promise.resolve({
        leftDatabases: { count: 0, names: [] },
        leftAccounts: { count: 0, names: [] },
        newAccounts: 0,
      }),
    blueprints: () =>
      Promise.resolve([
        {
          id: shopBlueprint._id,
          title: shopBlueprint.title,
          version: 1,
          databases: shopBlueprint.databases.map(({ name }) => name),
          accounts: shopBlueprint.accounts.map(({ name }) => name),
        },
      ]),
    bulk: async ({ ids, action }) => {
      for (const id of ids) {
        const to = targetOf(action.do);
        change(id, `tenant_${to}`, { state: to });
      }
      return Promise.resolve({
        done: ids.length,
        unchanged: 0,
        refused: [],
        left: 0,
        leftBehind: 0,
        undoId: uuidOf(77),
      });
    },
    cancelBulk: () => Promise.resolve(null),
    undoBulk: () =>
      Promise.resolve({
        done: 0,
        unchanged: 0,
        refused: [],
        left: 0,
        leftBehind: 0,
        undoId: null,
      }),
    exportCsv: () => Promise.resolve({ text: 'key,name\r\n' }),
    exportFiles: () => Promise.resolve(null),
    onServer: ({ id }) =>
      Promise.resolve({
        asOf: at(),
        appliedSince: false,
        databases: tenantIn(world, id).databaseNames.map((name, index) => ({
          name,
          seen: {
            documents: 1200 * (index + 1),
            deleted: 3,
            sequence: String(1210 * (index + 1)),
            security: ['The tenant’s accounts and the tokens given out for it have access.'],
            generation: 1,
            designs: [{ id: '_design/mycouch-guard', version: 1 }],
          },
        })),
        accounts: tenantIn(world, id).accounts.map(({ username }) => ({
          username,
          roles: [`t:${id}:1`],
          credential: 'ours' as const,
        })),
      }),
    get: async ({ id }) => Promise.resolve(tenantIn(world, id)),
    checkKey: ({ key }) => Promise.resolve(checkKey(world, key)),
    create: async (input) => Promise.resolve(add(input)),
    edit: async ({ id, ...fields }) => {
      const given = Object.fromEntries(
        Object.entries(fields).filter(([, value]) => value !== undefined),
      );
      return Promise.resolve(change(id, 'tenant_edited', given));
    },
    changeKey: async ({ id, key }) => Promise.resolve(change(id, 'tenant_key_changed', { key })),
    suspend: async ({ id }) =>
      Promise.resolve(change(id, 'tenant_suspended', { state: 'suspended' })),
    revokeTokens: async ({ id }) =>
      Promise.resolve(change(id, 'tokens_revoked', { epoch: tenantIn(world, id).epoch + 1 })),
    setFlags: async ({ id, readOnly, overQuota }) =>
      Promise.resolve(
        change(id, 'tenant_flags_set', {
          ...(readOnly === undefined ? {} : { readOnly }),
          ...(overQuota === undefined ? {} : { overQuota }),
        }),
      ),
    activate: async ({ id }) =>
      Promise.resolve(change(id, 'tenant_activated', { state: 'active' })),
    archive: async ({ id }) =>
      Promise.resolve(change(id, 'tenant_archived', { state: 'archived', archivedAt: at() })),
    unarchive: async ({ id }) =>
      Promise.resolve(change(id, 'tenant_unarchived', { state: 'active', archivedAt: null })),
    remove: async ({ id }) =>
      Promise.resolve(change(id, 'tenant_removed', { state: 'deleted', deletedAt: at() })),
    restore: async ({ id }) =>
      Promise.resolve(change(id, 'tenant_restored', { state: 'active', deletedAt: null })),
    importCsv: ({ text }) => {
      const lines = text.split(/\r?\n/).filter((line) => line !== '');
      const problems = lines.slice(1).flatMap((line, index) => {
        const check = checkKey(world, line.split(',')[0] ?? '');
        return check.ok ? [] : [{ line: index + 2, message: check.problem }];
      });
      if (problems.length > 0) return Promise.resolve({ created: 0, problems });
      for (const line of lines.slice(1)) {
        const [key = '', name = ''] = line.split(',');
        add({ key, name });
      }
      return Promise.resolve({ created: Math.max(0, lines.length - 1), problems });
    },
  };
}
