import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { KeyCounts, KeyDetail, KeyRow } from '../../../src/shared/bridge/key-views.ts';
import { shopBlueprint } from '../../../src/shared/documents/blueprint.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { base62 } from '../../../src/shared/keys/base62.ts';
import { shownPrefix } from '../../../src/shared/keys/key-format.ts';
import { makeKey } from '../../../src/shared/keys/make-key.ts';
import { usesByDay } from '../../../src/shared/keys/key-usage.ts';
import type { World } from './world.ts';

const dayLength = 86_400_000;
const databaseChoices = shopBlueprint.databases.map(({ name }) => name);
const at = (days: number) => new Date(Date.now() + days * dayLength).toISOString();

function seedKey(tenant: World['tenants'][number], index: number): KeyDetail {
  const id = `k${base62.slice(0, 11 - String(index).length)}${String(index)}`;
  const stale = index % 5 === 4;
  const days = usesByDay([], new Date().toISOString(), 90).map(({ day }, n) => ({
    day,
    count: stale ? 0 : (n * 7 * (index + 3)) % 41,
  }));
  return {
    id,
    prefix: shownPrefix(id),
    name: `Till ${String(index + 1)}`,
    tenantId: tenant.id,
    tenantKey: tenant.key,
    tenantName: tenant.name,
    tenantState: tenant.state,
    state: index % 9 === 8 ? 'revoked' : index % 7 === 6 ? 'expired' : 'active',
    marks: stale ? ['stale'] : index % 4 === 3 ? ['expiring'] : [],
    access: index % 3 === 0 ? 'write' : 'read',
    databases: index % 2 === 0 ? null : ['products'],
    createdAt: at(-200),
    createdBy: 'ada',
    lastUsed: stale ? null : at(-index),
    today: stale ? 0 : 7,
    month: stale ? 0 : 120,
    expiresAt: index % 4 === 3 ? at(12) : null,
    updatedAt: at(-20),
    updatedBy: 'ada',
    replacedBy: null,
    replaces: null,
    ends: null,
    idleHours: null,
    days,
    gateways: stale ? [] : [{ gateway: 'g1', lastUsed: at(-index), today: 7, month: 120 }],
    databaseChoices,
  };
}

function countsOf(keys: readonly KeyRow[]): KeyCounts {
  const count = (fits: (key: KeyRow) => boolean) => keys.filter(fits).length;
  return {
    active: count(({ state }) => state === 'active'),
    revoked: count(({ state }) => state === 'revoked'),
    deleted: count(({ state }) => state === 'deleted'),
    disabled: count(({ state }) => state === 'disabled'),
    expired: count(({ state }) => state === 'expired'),
    stale: count(({ marks }) => marks.includes('stale')),
    expiring: count(({ marks }) => marks.includes('expiring')),
    replaced: count(({ marks }) => marks.includes('replaced')),
  };
}

/** Three keys for each of the first tenants. */
export function fakeKeys(world: World): ConsoleApi['keys'] {
  let keys: readonly KeyDetail[] = world.tenants
    .slice(0, 40)
    .flatMap((tenant, n) => [0, 1, 2].map((index) => seedKey(tenant, n * 3 + index)));
  const find = (id: string): KeyDetail => {
    const found = keys.find((key) => key.id === id);
    if (found !== undefined) return found;
    throw new ConsoleError('not-found', 'There is no such key in the registry.');
  };
  const change = (id: string, changed: Partial<KeyDetail>): KeyDetail => {
    keys = keys.map((key) => (key.id === id ? { ...key, ...changed } : key));
    world.emit('registry.changed', { revision: Date.now() });
    return find(id);
  };
  const add = (of: KeyDetail) => {
    const made = makeKey((size) => crypto.getRandomValues(new Uint8Array(size)));
    const key = { ...of, id: made.keyId, prefix: shownPrefix(made.keyId) };
    keys = [...keys, key];
    world.emit('registry.changed', { revision: Date.now() });
    return { key, secret: made.key };
  };
  return {
    list: ({ search, tenantId, state, mark, offset, limit }) => {
      const all = keys.filter((key) => tenantId === null || key.tenantId === tenantId);
      const found = all.filter(
        (key) =>
          `${key.name} ${key.tenantName} ${key.prefix}`.toLowerCase().includes(search) &&
          (state === 'all' || key.state === state) &&
          (mark === null || key.marks.includes(mark)),
      );
      return Promise.resolve({
        rows: found.slice(offset, offset + limit),
        total: found.length,
        counts: countsOf(all),
      });
    },
    get: ({ id }) => Promise.resolve(find(id)),
    usage: ({ tenantId }) => {
      const days = keys.find((key) => key.tenantId === tenantId)?.days ?? [];
      const total = days.reduce((sum, { count }) => sum + count, 0);
      return Promise.resolve({ days, total, lastUsed: null, top: [] });
    },
    databases: () => Promise.resolve(databaseChoices),
    create: ({ tenantId, name, scopes, expiresAt }) => {
      const tenant = world.tenants.find(({ id }) => id === tenantId);
      if (tenant === undefined) throw new ConsoleError('not-found', 'There is no such tenant.');
      return Promise.resolve(add({ ...seedKey(tenant, 0), ...scopes, name, expiresAt }));
    },
    edit: ({ id, name, scopes, expiresAt, enabled }) =>
      Promise.resolve(
        change(id, {
          ...(name === undefined ? {} : { name }),
          ...scopes,
          ...(expiresAt === undefined ? {} : { expiresAt }),
          ...(enabled === undefined ? {} : { state: enabled ? 'active' : 'disabled' }),
        }),
      ),
    rotate: ({ id, overlapHours }) => {
      const made = add(find(id));
      const { id: newId, prefix } = made.key;
      change(
        id,
        overlapHours === 0
          ? { state: 'revoked' }
          : { marks: ['replaced'], replacedBy: { id: newId, prefix }, expiresAt: at(7) },
      );
      return Promise.resolve(made);
    },
    previewRevoke: ({ keyIds }) =>
      Promise.resolve({
        keys: keyIds.length,
        tokensUntil: at(1 / 24),
        hardTenants: 1,
        tenantNames: keyIds.map((id) => find(id).tenantName),
        otherKeys: 2,
      }),
    revoke: ({ keyIds, hard }) => {
      for (const id of keyIds) change(id, { state: 'revoked', marks: [] });
      return Promise.resolve({ revoked: keyIds.length, tenants: hard ? 1 : 0 });
    },
    known: ({ keys: sought }) => Promise.resolve(sought.map(() => null)),
  };
}

/** A folder with one leaked key in it, of the first tenant. */
export function fakeLeaks(keys: ConsoleApi['keys']): ConsoleApi['leaks'] {
  let folder: string | null = null;
  let report: Awaited<ReturnType<ConsoleApi['leaks']['scan']>> | null = null;
  return {
    current: () => Promise.resolve({ folder, running: false, report }),
    choose: () => {
      folder = '/home/ada/projects';
      return Promise.resolve(folder);
    },
    scan: async () => {
      const [first] = (
        await keys.list({
          ...{ search: '', tenantId: null, state: 'all', mark: null },
          ...{ sort: 'name', direction: 'asc', offset: 0, limit: 1 },
        })
      ).rows;
      const place = { kind: 'file', path: 'till/config/production.env' } as const;
      const known = first === undefined ? null : { ...first };
      const at = { line: 14, column: 9, keyId: first?.id ?? '', checksumRight: true };
      report = {
        folder: folder ?? '',
        ...{ files: 10_482, bytes: 92_000_000, found: 1, lookalikes: 0, cancelled: false },
        skipped: [{ why: 'link', count: 2, paths: ['till/current', 'bin/node'] }],
        history: { state: 'read', repositories: 3, objects: 4120, problems: [] },
        milliseconds: 2140,
        findings: [{ place, ...at, known }],
      };
      return report;
    },
    cancel: () => Promise.resolve(null),
  };
}
