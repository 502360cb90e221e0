import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { KeyCheck, TenantDetail, TenantRow } from '../../../src/shared/bridge/views.ts';
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

function rowOf(tenant: TenantDetail): TenantRow {
  const { id, key, name, state, provisioning, databases, createdAt, updatedAt, inConflict } =
    tenant;
  return { id, key, name, state, provisioning, databases, createdAt, updatedAt, inConflict };
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
      const text = query.search.trim().toLowerCase();
      const rows = world.tenants.filter((tenant) => {
        const inState =
          query.state === 'all' ||
          (query.state === 'current'
            ? tenant.state === 'active' || tenant.state === 'suspended'
            : tenant.state === query.state);
        return (
          inState &&
          (!query.waiting || tenant.provisioning === 'waiting') &&
          (text === '' ||
            tenant.name.toLowerCase().includes(text) ||
            tenant.key.toLowerCase().includes(text))
        );
      });
      const direction = query.direction === 'asc' ? 1 : -1;
      rows.sort((a, b) => direction * a[query.sort].localeCompare(b[query.sort], 'en'));
      const countOf = (state: TenantDetail['state']) =>
        world.tenants.filter((tenant) => tenant.state === state).length;
      return Promise.resolve({
        rows: rows.slice(query.offset, query.offset + query.limit).map((tenant) => ({
          ...rowOf(tenant),
          inConflict: world.conflicts.some(({ tenantId }) => tenantId === tenant.id),
        })),
        total: rows.length,
        counts: {
          active: countOf('active'),
          suspended: countOf('suspended'),
          archived: countOf('archived'),
          deleted: countOf('deleted'),
          waiting: world.tenants.filter(({ provisioning }) => provisioning === 'waiting').length,
        },
      });
    },
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
