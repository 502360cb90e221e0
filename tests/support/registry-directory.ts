import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { RegistryFile } from '../../src/shared/bridge/file-views.ts';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import { overrideDocumentId, type Override } from '../../src/shared/documents/override.ts';
import { serverDocumentId, type Server } from '../../src/shared/documents/server.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { readEntry } from '../../src/shared/registry/entry.ts';
import type { IndexState } from '../../src/main/registry/index-state.ts';
import { sampleContext, sampleState, sampleTenant, store } from './registry-samples.ts';

const stamp = {
  createdAt: '2026-04-04T04:04:04.000Z',
  createdBy: 'ben',
  updatedAt: '2026-04-04T04:04:04.000Z',
  updatedBy: 'ben',
};

/** Puts a document into an index as replication would. */
export function put(state: IndexState, document: Tenant | Server | Override): void {
  state.put(document._id, readEntry(document._id, '1-x', document), []);
}

export function sampleServer(more: Partial<Server> = {}): Server {
  const couchdb_uuid = randomUUID();
  return {
    _id: serverDocumentId(couchdb_uuid),
    type: 'server',
    couchdb_uuid,
    name: 'Main',
    url: 'https://couch.example.org:6984',
    practice: false,
    ...stamp,
    ...more,
  };
}

export function sampleOverride(tenantId: string, database: string): Override {
  return {
    _id: overrideDocumentId(tenantId, database),
    type: 'override',
    tenant_id: tenantId,
    database,
    security: {
      admins: { names: [], roles: [] },
      members: { names: ['auditor'], roles: ['reporting'] },
    },
    designs: { '_design/extra': { language: 'javascript' }, '_design/gone': null },
    ...stamp,
  };
}

/** Registries of some tenants in some states, with servers, overrides and fields nobody knows. */
export const arbitraryRegistry: fc.Arbitrary<IndexState> = fc
  .uniqueArray(
    fc.record({
      key: fc.stringMatching(/^[a-z][a-z0-9-]{1,12}$/).filter((key) => !/^con$/u.test(key)),
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      enabled: fc.boolean(),
      readOnly: fc.boolean(),
      deleted: fc.boolean(),
      epoch: fc.integer({ min: 1, max: 9 }),
      override: fc.boolean(),
      extra: fc.jsonValue({ maxDepth: 2 }),
    }),
    { selector: ({ key }) => key, maxLength: 6 },
  )
  .map((wanted) => {
    const state = sampleState();
    put(state, sampleServer());
    for (const { key, name, override, extra, enabled, readOnly, deleted, epoch } of wanted) {
      const input = sampleTenant(key, { name: 'x' });
      store(state, createTenant(input)(state.snapshot(), sampleContext));
      const tenant = state.snapshot().tenants.get(input.tenantId);
      if (tenant === undefined) throw new Error('The tenant was not stored.');
      const printable = name.replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '').trim();
      put(state, {
        ...tenant,
        name: printable === '' ? 'x' : printable,
        enabled,
        readOnly,
        epoch,
        generation: epoch + 3,
        deletedAt: deleted ? '2026-05-01T00:00:00.000Z' : null,
        access_seen: ['3-abc'],
        'x-unknown': extra,
      });
      if (override) put(state, sampleOverride(input.tenantId, `shop_${key}_sales`));
    }
    return state;
  });

/** Files with some fields of one of them set to something else; undefined takes a field out. */
export function withFields(
  files: readonly RegistryFile[],
  path: string,
  fields: Readonly<Record<string, unknown>>,
): readonly RegistryFile[] {
  if (!files.some((file) => file.path === path)) throw new Error(`There is no ${path}.`);
  return files.map((file) => {
    if (file.path !== path) return file;
    const value: unknown = JSON.parse(file.text);
    if (typeof value !== 'object') throw new Error(`${path} is no object.`);
    return { path, text: JSON.stringify({ ...value, ...fields }) };
  });
}
