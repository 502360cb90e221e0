import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RegistryFile } from '../../../../src/shared/bridge/file-views.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { shopBlueprint } from '../../../../src/shared/documents/blueprint.ts';
import type { Tenant } from '../../../../src/shared/documents/tenant.ts';
import { exportFiles } from '../../../../src/shared/registry-files/export-files.ts';
import { fileName, kindAt } from '../../../../src/shared/registry-files/file-place.ts';
import { compareFiles, importFiles } from '../../../../src/shared/registry-files/import-files.ts';
import {
  arbitraryRegistry,
  put,
  sampleOverride,
  sampleServer,
  withFields,
} from '../../../support/registry-directory.ts';
import {
  sampleContext,
  sampleCredentials,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';
import type { IndexState } from '../../../../src/main/registry/index-state.ts';

const context = { ...sampleContext, now: '2026-06-06T06:06:06.000Z', actor: 'cleo' };
const tenantFile = 'tenants/oak/tenant.json';
const syncFile = 'tenants/oak/accounts/sync.json';

function importInto(state: IndexState, files: readonly RegistryFile[]) {
  const ids = new Map<string, string>();
  const idFor = (path: string): string => {
    const id = ids.get(path) ?? randomUUID();
    ids.set(path, id);
    return id;
  };
  const { missing } = compareFiles(state.snapshot(), { files, idFor }, context);
  const [made] = sampleCredentials('b').values();
  if (made === undefined) throw new Error('There is no sample.');
  const credentials = new Map(
    missing.map(({ tenantId }) => [tenantId, new Map(missing.map(({ name }) => [name, made]))]),
  );
  const outcome = importFiles({ files, idFor, credentials })(state.snapshot(), context);
  store(state, outcome);
  return { ...outcome, report: outcome.result, missing };
}

const told = (problems: readonly { readonly path: string; readonly message: string }[]): string =>
  problems.map(({ path, message }) => `${path}: ${message}`).join('\n');

/** A registry with the tenant `oak`, a server and an override, and what it exports. */
function oak(more: Partial<Tenant> = {}) {
  const state = sampleState();
  const input = sampleTenant('oak');
  store(state, createTenant(input)(state.snapshot(), sampleContext));
  const tenant = (): Tenant => {
    const found = state.snapshot().tenants.get(input.tenantId);
    if (found === undefined) throw new Error('There is no oak.');
    return found;
  };
  put(state, { ...tenant(), generation: 5, epoch: 2, ...more });
  const server = sampleServer();
  put(state, server);
  put(state, sampleOverride(input.tenantId, 'shop_oak_sales'));
  return { state, tenant, server, files: exportFiles(state.snapshot()) };
}

describe('the registry as files', () => {
  it('comes back the same from an empty registry', () => {
    fc.assert(
      fc.property(arbitraryRegistry, (state) => {
        const files = exportFiles(state.snapshot());
        const other = sampleState();
        const { report } = importInto(other, files);
        expect(report.problems).toEqual([]);
        expect(exportFiles(other.snapshot())).toEqual(files);
        const again = importInto(other, files);
        expect(again.report).toMatchObject({ created: 0, changed: 0, changes: [] });
        expect(again.documents).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('is one file a document, sorted and ending in a line break, with nothing of the store in it', () => {
    const { files } = oak({ access_seen: ['2-b'], _rev: '1-x' });
    expect(files.map(({ path }) => path)).toEqual([
      'blueprints/shop.json',
      'mycouch.json',
      expect.stringMatching(/^servers\/[0-9a-f-]+\.json$/),
      'tenants/oak/accounts/admin.json',
      syncFile,
      'tenants/oak/overrides/shop_oak_sales.json',
      tenantFile,
    ]);
    for (const { text } of files) {
      expect(text.endsWith('}\n')).toBe(true);
      expect(text).not.toMatch(/"_rev"|"_id"|access_seen/);
      const keys = Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(text)));
      expect(keys).toEqual([...keys].sort());
    }
  });

  it('tells tenants of one key and odd names apart on every file system', () => {
    const state = sampleState();
    const keys = ['oak', 'oak', 'Oak', 'nul', '../../etc', 'a'.repeat(200), `${'a'.repeat(199)}b`];
    for (const key of keys) {
      const input = sampleTenant('tmp');
      const made = createTenant(input)(sampleState().snapshot(), sampleContext);
      for (const document of made.documents) {
        if (document.type === 'tenant') put(state, { ...document, key });
      }
    }
    const paths = exportFiles(state.snapshot()).map(({ path }) => path);
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
    const tenants = paths.filter((path) => path.startsWith('tenants/'));
    expect(tenants).toHaveLength(keys.length);
    for (const path of tenants) expect(kindAt(path)).toBe('tenant');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        for (const name of [one, other]) expect(fileName(name)).toMatch(/^[a-z0-9=_~-]{1,160}$/);
        const well = [one, other].every((name) => !/[\ud800-\udfff]/u.test(name));
        const short = !fileName(one).endsWith('~') && !fileName(other).endsWith('~');
        if (well && short && one !== other) expect(fileName(one)).not.toBe(fileName(other));
      }),
    );
  });
});

describe('an import', () => {
  it('edits a tenant, and raises its generation where access changes, its epoch where it is withdrawn', () => {
    const named = oak();
    const edit = importInto(named.state, withFields(named.files, tenantFile, { name: 'New' }));
    expect(edit.report).toMatchObject({ changed: 1, changes: ['tenant oak: name'] });
    expect(named.tenant()).toMatchObject({
      name: 'New',
      generation: 5,
      epoch: 2,
      updatedBy: 'cleo',
    });
    expect(edit.audit).toMatchObject([
      { action: 'tenant_imported', actor: 'cleo', details: { after: { name: 'New' } } },
    ]);

    const closed = oak();
    importInto(closed.state, withFields(closed.files, tenantFile, { enabled: false }));
    expect(closed.tenant()).toMatchObject({ enabled: false, generation: 6, epoch: 3 });
    const opened = oak({ enabled: false });
    importInto(opened.state, withFields(opened.files, tenantFile, { enabled: true }));
    expect(opened.tenant()).toMatchObject({ enabled: true, generation: 6, epoch: 2 });
  });

  it('never lowers a counter, and takes over what another registry has decided', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.boolean(),
        (generation, epoch, before, after) => {
          const { state, files, tenant } = oak({ enabled: before });
          const was = tenant();
          const { report } = importInto(
            state,
            withFields(files, tenantFile, { generation, epoch, enabled: after }),
          );
          const is = tenant();
          expect(is.generation).toBeGreaterThanOrEqual(was.generation);
          expect(is.epoch).toBeGreaterThanOrEqual(was.epoch);
          if (is.enabled !== was.enabled || is.epoch !== was.epoch) {
            expect(is.generation).toBeGreaterThan(was.generation);
          }
          if (was.enabled && !is.enabled) expect(is.epoch).toBeGreaterThan(was.epoch);
          expect(report.problems).toHaveLength(before !== after && generation < 5 ? 1 : 0);
          if (report.problems.length > 0) expect(is).toEqual(was);
        },
      ),
    );
  });

  it('undoes no edit that is newer than the file, unless the file claims no origin', () => {
    const { state, files, tenant } = oak();
    put(state, { ...tenant(), name: 'Later', updatedAt: '2026-06-01T00:00:00.000Z' });
    const { report } = importInto(state, withFields(files, tenantFile, { name: 'Mine' }));
    expect(told(report.problems)).toMatch(/^tenants\/oak\/tenant\.json: .*newer edit[^\n]*$/u);
    expect(tenant().name).toBe('Later');
    const bare = withFields(files, tenantFile, { name: 'Mine', updatedAt: undefined });
    expect(importInto(state, bare).report.changed).toBe(1);
    expect(tenant().name).toBe('Mine');
  });

  it('refuses what cannot be changed by a file, and then changes nothing at all', () => {
    const { server } = oak();
    const serverFile = `servers/${server.couchdb_uuid}.json`;
    const hash = {
      iterations: 1,
      salt: 'ab'.repeat(16),
      sha256: 'c'.repeat(64),
      sha1: 'd'.repeat(40),
    };
    const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
      [tenantFile, { key: 'elm' }, /^key: .*rekey/],
      [tenantFile, { type: 'account' }, /^type: /],
      [tenantFile, { blueprint: 'blueprint_other' }, /^blueprint: /],
      [tenantFile, { server_id: 'server_x' }, /^server_id: /],
      [tenantFile, { name: '' }, /name/],
      [tenantFile, { name: 'a\u202eb' }, /control/],
      [tenantFile, { _rev: '9-x' }, /^_rev: /],
      [tenantFile, { password: 'canary' }, /no secret/],
      [tenantFile, { tenant_id: 'no uuid' }, /tenant_id/],
      [syncFile, { credential_id: randomUUID() }, /another credential/],
      [syncFile, { hash }, /another credential/],
      [syncFile, { username: 'admin' }, /another credential/],
      [syncFile, { tenant_id: randomUUID() }, /no such tenant/],
      ['blueprints/shop.json', { database_pattern: 'x_{key}_{name}' }, /^database_pattern: /],
      ['blueprints/shop.json', { databases: [{ name: 'sales', q: 1 }] }, /^databases: .*products/],
      ['blueprints/shop.json', { version: 0 }, /version/],
      [
        'tenants/oak/overrides/shop_oak_sales.json',
        { database: 'shop_elm_sales' },
        /no database of/,
      ],
      [
        'tenants/oak/overrides/shop_oak_sales.json',
        { designs: { '_design/mycouch': null } },
        /guard/,
      ],
      [
        'tenants/oak/overrides/shop_oak_sales.json',
        {
          security: {
            admins: { names: [], roles: [] },
            members: { names: [], roles: [`t:${randomUUID()}:1`] },
          },
        },
        /tenant's/,
      ],
      [serverFile, { url: 'https://elsewhere.example.org' }, /^url: /],
      [serverFile, { readOnly: true }, /^readOnly: /],
      [serverFile, { agentApplies: 'corrections' }, /^agentApplies: /],
    ];
    for (const [path, fields, message] of cases) {
      const { state, files, tenant, server: known } = oak();
      const mine = path === serverFile ? `servers/${known.couchdb_uuid}.json` : path;
      const changed = withFields(withFields(files, mine, fields), tenantFile, {
        ...(mine === tenantFile ? fields : {}),
        description: 'would be changed',
      });
      const { report, documents } = importInto(state, changed);
      expect(report.problems.map(({ path: where }) => where)).toEqual([mine]);
      expect(report.problems[0]?.message).toMatch(message);
      expect(documents).toEqual([]);
      expect(report).toMatchObject({ created: 0, changed: 0 });
      expect(tenant().description).toBe('');
    }
  });

  it('refuses files that are no documents, by their names', () => {
    const { state } = oak();
    const bad: readonly (readonly [string, string])[] = [
      ['../outside.json', '{}'],
      ['/etc/passwd', '{}'],
      ['tenants/../../x/tenant.json', '{}'],
      ['tenants\\oak\\tenant.json', '{}'],
      ['tenants/Oak/tenant.json', '{}'],
      ['tenants/x/tenant.json', '<<<<<<< HEAD'],
      ['tenants/y/tenant.json', '[]'],
      ['servers/a.json', '{"type":"lease"}'],
      ['servers/b.json', '{"__proto__":{"type":"server"}}'],
      ['mycouch.json', '{"format":"mycouch-registry","version":2}'],
    ];
    const { report } = importInto(
      state,
      bad.map(([path, text]) => ({ path, text })),
    );
    expect(report.problems.map(({ path }) => path)).toEqual(bad.map(([path]) => path));
  });

  it('refuses two files for one document', () => {
    const { state, files } = oak();
    const twice = files.flatMap((file) =>
      file.path === tenantFile ? [file, { ...file, path: 'tenants/other/tenant.json' }] : [file],
    );
    expect(told(importInto(state, twice).report.problems)).toBe(
      `tenants/other/tenant.json: The same document stands in ${tenantFile} already.`,
    );
  });

  it('makes a tenant of key and name alone, with accounts of its own', () => {
    const { state } = oak();
    const text = JSON.stringify({ type: 'tenant', key: 'elm', name: 'Elm' });
    const files = [{ path: 'tenants/elm/tenant.json', text }];
    const { report, missing } = importInto(state, files);
    expect(report).toMatchObject({ created: 3, problems: [] });
    expect(missing.map(({ name }) => name)).toEqual(['sync', 'admin']);
    const [id = ''] = state.snapshot().tenantsByKey.get('elm') ?? [];
    expect(
      state
        .snapshot()
        .accounts.get(id)
        ?.map(({ username }) => username),
    ).toEqual(['shop_elm_admin', 'shop_elm_sync']);
    expect(importInto(state, files).report).toMatchObject({ created: 0, unchanged: 1 });
  });

  it('refuses a new tenant whose key or names are taken, or whose account is not its own', () => {
    const { state, files, tenant } = oak();
    const one = (fields: object) => [
      { path: 'tenants/x/tenant.json', text: JSON.stringify({ type: 'tenant', ...fields }) },
    ];
    const id = randomUUID();
    const said = (more: readonly RegistryFile[]) => told(importInto(state, more).report.problems);
    expect(said(one({ key: 'oak', name: 'x', tenant_id: id }))).toMatch(
      /key oak belongs to another tenant/u,
    );
    expect(said(one({ key: 'A', name: 'x' }))).toMatch(/A key/u);
    expect(said(one({ key: 'elm', name: 'x', blueprint: 'blueprint_none' }))).toMatch(
      /blueprint_none/u,
    );
    const account = files.find(({ path }) => path === syncFile)?.text ?? '';
    const forged = account.replaceAll(tenant().tenant_id, id);
    const elm = one({ key: 'elm', name: 'x', tenant_id: id });
    expect(said([...elm, { path: 'tenants/x/accounts/sync.json', text: forged }])).toMatch(
      /not shop_elm_sync/u,
    );
  });

  it('raises the tenant where an account, an override or its blueprint changes what it may', () => {
    const less = oak();
    importInto(less.state, withFields(less.files, syncFile, { access: 'read' }));
    expect(less.tenant()).toMatchObject({ generation: 6, epoch: 3 });
    const wider = oak();
    importInto(wider.state, withFields(wider.files, syncFile, { access: 'administer' }));
    expect(wider.tenant()).toMatchObject({ generation: 6, epoch: 2 });
    const adopted = oak();
    importInto(
      adopted.state,
      withFields(adopted.files, 'tenants/oak/overrides/shop_oak_sales.json', { security: null }),
    );
    expect(adopted.tenant().generation).toBe(6);
    const grown = oak();
    const accounts = [...shopBlueprint.accounts, { name: 'report', access: 'read' }];
    const { missing, report } = importInto(
      grown.state,
      withFields(grown.files, 'blueprints/shop.json', { accounts, version: 2 }),
    );
    expect(report.problems).toEqual([]);
    expect(missing).toEqual([{ tenantId: grown.tenant().tenant_id, name: 'report' }]);
    expect(grown.tenant().generation).toBe(6);
  });

  it('brings nothing back that was deleted for good', () => {
    const at = '2026-05-01T00:00:00.000Z';
    const { state, files, tenant } = oak({ deletedAt: at, purgedAt: at });
    const { report } = importInto(state, withFields(files, tenantFile, { deletedAt: null }));
    expect(report.problems).toHaveLength(1);
    expect(tenant().deletedAt).toBe(at);
  });
});
