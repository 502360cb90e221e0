import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Console } from '../../../../src/main/console/ports.ts';
import type { TenantBulkAction } from '../../../../src/shared/bridge/tenant-views.ts';
import type { TenantsProgress } from '../../../../src/shared/bridge/events.ts';
import { MyCouchError } from '../../../../src/shared/errors.ts';
import {
  listTenants,
  openTestConsole,
  temporaryDirectory,
  tenantForm,
} from '../../../support/test-console.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let chosen: string | null = null;
let console: Console;

beforeAll(async () => {
  directory = await temporaryDirectory('tenants-many');
  console = await openTestConsole(directory.path, {
    folder: { choose: () => Promise.resolve(chosen) },
  });
});

afterAll(async () => {
  await console.close();
  await directory.remove();
});

const codeOf = (pending: Promise<unknown>): Promise<string> =>
  pending.then(
    () => 'done',
    (error: unknown) => (error instanceof MyCouchError ? error.code : 'another error'),
  );

async function made(...keys: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const key of keys) ids.push((await console.api.tenants.create(tenantForm(key))).id);
  return ids;
}

const bulk = (ids: readonly string[], action: TenantBulkAction) =>
  console.api.tenants.bulk({ runId: randomUUID(), ids: [...ids], action });

const undo = (undoId: string | null) =>
  console.api.tenants.undoBulk({ runId: randomUUID(), undoId: undoId ?? '' });

const stateOf = async (id = '') => (await console.api.tenants.get({ id })).state;

describe('many tenants at once (T3)', () => {
  it('names what was done, what was so already and what was refused, and goes back', async () => {
    const [one = '', two = '', three = '', four = ''] = await made('one', 'two', 'three', 'four');
    await console.api.tenants.suspend({ id: two });
    await console.api.tenants.archive({ id: three });
    await console.api.tenants.archive({ id: four });
    const stranger = randomUUID();
    const report = await bulk([one, two, three, four, stranger, one], { do: 'suspend' });
    expect(report).toMatchObject({ done: 1, unchanged: 1, left: 0 });
    expect(report.refused).toMatchObject([
      { code: 'not-allowed-in-state', count: 2, keys: ['three', 'four'] },
      { code: 'not-found', count: 1, keys: [stranger] },
    ]);
    expect(await stateOf(one)).toBe('suspended');
    expect(await undo(report.undoId)).toMatchObject({ done: 1, refused: [] });
    expect(await stateOf(one)).toBe('active');
    expect(await stateOf(two)).toBe('suspended');
    expect(await codeOf(undo(report.undoId))).toBe('not-found');
  });

  it('does not take back over what somebody did in between', async () => {
    const [oak = '', elm = ''] = await made('oak', 'elm');
    const { undoId } = await bulk([oak, elm], { do: 'readOnly', on: true });
    await console.api.tenants.edit({ id: elm, name: 'Elm renamed' });
    const report = await undo(undoId);
    expect(report).toMatchObject({ done: 1, refused: [{ code: 'conflict', keys: ['elm'] }] });
    expect((await console.api.tenants.get({ id: elm })).readOnly).toBe(true);
    expect((await console.api.tenants.get({ id: oak })).readOnly).toBe(false);
  });

  it('tells how far it is, and stops between two writes', async () => {
    const keys = Array.from({ length: 260 }, (_, index) => `m-${String(index)}`);
    const csv = ['key,name', ...keys.map((key) => `${key},${key}`), ''].join('\r\n');
    await console.api.tenants.importCsv({ text: csv });
    const ids = await console.api.tenants.found({
      search: 'm-',
      state: 'current',
      waiting: false,
      sort: 'key',
      direction: 'asc',
    });
    expect(ids).toHaveLength(260);
    const runId = randomUUID();
    const told: TenantsProgress[] = [];
    const stop = console.events.on('tenants.progress', (progress) => {
      told.push(progress);
      // Asked for before the first write is done, it ends before the second.
      void console.api.tenants.cancelBulk({ runId });
    });
    const report = await console.api.tenants.bulk({
      runId,
      ids: [...ids],
      action: { do: 'suspend' },
    });
    stop();
    expect(report.done).toBeGreaterThan(0);
    expect(report.done + report.left).toBe(260);
    expect(report.left).toBeGreaterThan(0);
    expect(told.at(-1)).toMatchObject({ runId, running: false, total: 260, done: report.done });
    expect((await undo(report.undoId)).done).toBe(report.done);
  });

  it('writes a table that no spreadsheet runs, and files into a folder of their own', async () => {
    const [id = ''] = await made('table');
    await console.api.tenants.edit({ id, name: '=1+1, "quoted"' });
    const { text } = await console.api.tenants.exportCsv({ ids: [id] });
    expect(text).toContain(`table,"'=1+1, ""quoted""",active,`);
    expect(await console.api.tenants.exportFiles({ ids: [id] })).toBeNull();
    chosen = directory.path;
    const first = await console.api.tenants.exportFiles({ ids: [id] });
    const second = await console.api.tenants.exportFiles({ ids: [id] });
    expect(second?.folder).not.toBe(first?.folder);
    const tenants = await readdir(`${directory.path}/${first?.folder ?? ''}/tenants`);
    expect(tenants).toEqual(['table']);
  });
});

describe('the tenant one works in (T2 T3)', () => {
  it('is deleted by nobody who does not type its key', async () => {
    const [active = '', other = ''] = await made('work', 'rest');
    await console.api.workplace.opened({ id: other });
    await console.api.workplace.opened({ id: active });
    await console.api.workplace.switchTo({ id: active });
    expect(await console.api.workplace.current(undefined)).toMatchObject({
      active: { key: 'work', state: 'active' },
      recent: [{ key: 'work' }, { key: 'rest' }],
    });
    expect(await codeOf(console.api.tenants.remove({ id: active }))).toBe('confirmation-needed');
    expect(await codeOf(console.api.tenants.remove({ id: active, confirm: 'rest' }))).toBe(
      'confirmation-needed',
    );
    const report = await bulk([active, other], { do: 'remove' });
    expect(report).toMatchObject({ done: 1, refused: [{ code: 'confirmation-needed', count: 1 }] });
    expect(await stateOf(active)).toBe('active');
    await undo(report.undoId);
    expect((await console.api.tenants.remove({ id: active, confirm: 'work' })).state).toBe(
      'deleted',
    );
    await console.api.tenants.restore({ id: active });
    await console.api.workplace.switchTo({ id: null });
    expect(await codeOf(console.api.tenants.remove({ id: active }))).toBe('done');
    expect(await codeOf(console.api.workplace.switchTo({ id: randomUUID() }))).toBe('not-found');
  });
});

describe('two edits of one tenant (T1)', () => {
  it('are not written over each other where the one says what it has seen', async () => {
    const [id = ''] = await made('twice');
    const { rev } = await console.api.tenants.get({ id });
    await console.api.tenants.edit({ id, seen: rev, description: 'first' });
    const late = console.api.tenants.edit({ id, seen: rev, description: 'second' });
    expect(await codeOf(late)).toBe('conflict');
    expect((await console.api.tenants.get({ id })).description).toBe('first');
    expect(await codeOf(console.api.tenants.suspend({ id, seen: rev }))).toBe('conflict');
    expect(await codeOf(console.api.tenants.edit({ id, description: 'over it' }))).toBe('done');
  });

  it('knows the blueprints, and what is on a server only where one was looked at', async () => {
    const [id = ''] = await made('offline');
    expect(await console.api.tenants.blueprints(undefined)).toMatchObject([
      { id: 'blueprint_shop', databases: ['products', 'sales', 'users'] },
    ]);
    expect(await codeOf(console.api.tenants.setBlueprint({ id, blueprint: 'blueprint_x' }))).toBe(
      'not-found',
    );
    expect(await console.api.tenants.onServer({ id })).toMatchObject({ asOf: null });
    expect((await listTenants(console)).facets.blueprints).toMatchObject([{ title: 'Shop' }]);
  });
});
