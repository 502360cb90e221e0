import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/shared/planning/plan.ts';
import { cli, type CliHarness } from '../../support/cli-harness.ts';
import { temporaryDirectory } from '../../support/test-console.ts';

const oakId = '3f0c6f3e-6f9e-4b1a-9d2c-000000000001';
const elmId = '3f0c6f3e-6f9e-4b1a-9d2c-000000000002';
const make = (key: string, tenantId: string, cause: Operation['cause'] = 'edit'): Operation => ({
  kind: 'database.create',
  id: `database.create shop_${key}_sales`,
  target: `shop_${key}_sales`,
  q: 1,
  tenantId,
  tenantKey: key,
  after: [],
  cause,
});
const operations = [make('oak', oakId), make('elm', elmId, 'drift')];
const summary = {
  id: 'plan-1',
  purpose: 'provision',
  madeAt: '2026-03-01T00:00:00.000Z',
  serverName: 'Main',
  operations: 2,
  tenants: [{}, {}],
  refusals: [],
  drift: [],
  unmanagedDatabases: [],
  unreadNodes: [],
  jwtHandler: null,
  requests: 3,
  milliseconds: 4,
  confirmation: null,
  forecast: null,
};
const need = { text: 'Main', because: 'production', what: ['oak: access is withdrawn'] };
const report = {
  sweptAt: 'now',
  sweeping: false,
  findings: [],
  unverified: 0,
  pending: 0,
  databases: 6,
  requests: 1,
  milliseconds: 2,
  problem: null,
};

/** A console that has one plan, and remembers what it was asked to apply. */
function console(more: CliHarness['handlers'] = {}): NonNullable<CliHarness['handlers']> {
  return {
    'sync.now': () => ({ state: 'synced', agreement: null, since: 'now' }),
    'plan.make': () => summary,
    'plan.load': () => summary,
    'plan.makePurge': () => ({ ...summary, purpose: 'purge' }),
    'plan.save': () => ({ name: 'plan.json', text: 'the plan\n' }),
    'plan.operations': () => ({
      rows: operations.map((operation) => ({ operation, outcome: null })),
      total: operations.length,
    }),
    'plan.select': (argument) => {
      const operationIds: unknown = Reflect.get(Object(argument), 'operationIds');
      return { operationIds, added: [], confirmation: null };
    },
    'plan.apply': () => ({
      planId: 'plan-1',
      applied: 2,
      failed: 0,
      skipped: 0,
      cancelled: false,
      outcomes: [],
    }),
    'connection.current': () => ({ url: 'http://couch.test:5984', name: 'Main' }),
    'tenants.list': (argument) => {
      const search = String(Reflect.get(Object(argument), 'search'));
      const rows = [
        { key: 'oak', id: oakId, state: 'active' },
        { key: 'elm', id: elmId, state: 'deleted' },
      ].filter(({ key }) => key.includes(search));
      return { rows, total: rows.length };
    },
    'drift.sweep': () => report,
    ...more,
  };
}

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const at = (name: string): string => join(directory.path, name);
beforeEach(async () => {
  directory = await temporaryDirectory('plan-files');
});
afterEach(() => directory.remove());

describe('plan', () => {
  it('saves the plan for its owner alone, in place of an older one', async () => {
    await writeFile(at('plan.json'), 'old', { mode: 0o644 });
    const run = await cli(['plan', '--out', at('plan.json')], { handlers: console() });
    expect(run).toMatchObject({ exit: 2, err: `Saved to ${at('plan.json')}.\n` });
    expect(await readFile(at('plan.json'), 'utf8')).toBe('the plan\n');
    expect((await stat(at('plan.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(directory.path)).toEqual(['plan.json']);
  });

  it('writes over no directory, no link and nowhere it may not, and asks the server nothing then', async () => {
    await mkdir(at('folder'));
    await writeFile(at('target'), 'kept');
    await symlink(at('target'), at('link'));
    for (const [name, why] of [
      ['folder', 'This is a directory'],
      ['link', 'no plain file'],
      ['target/plan.json', 'a part of its path is a file'],
    ] as const) {
      const run = await cli(['plan', '--out', at(name)], { handlers: console() });
      expect(run.exit).toBe(1);
      expect(run.err).toContain(why);
      expect(run.calls).toEqual([]);
    }
    const missing = await cli(['plan', '--out', at('none/plan.json')], { handlers: console() });
    expect(missing.err).toContain('its directory does not exist');
    expect(await readFile(at('target'), 'utf8')).toBe('kept');
  });

  it('looks as far as it is told', async () => {
    const run = await cli(['plan', '--scope', 'changed'], { handlers: console() });
    expect(run.arguments.get('plan.make')).toEqual({ scope: 'changed', forecast: 'never' });
    expect((await cli(['plan', '--scope', 'none'], { handlers: console() })).exit).toBe(1);
  });

  it('shows what differs from a saved plan', async () => {
    await writeFile(at('old.json'), 'an older plan');
    const handlers = console({
      'plan.compare': () => ({
        before: { id: 'p', madeAt: '2026-01-01T00:00:00.000Z', operations: 1 },
        after: { id: 'q', madeAt: '2026-03-01T00:00:00.000Z', operations: 2 },
        added: [operations[0]],
        removed: [operations[1]],
        changed: [],
        unchanged: 0,
      }),
    });
    const run = await cli(['plan', '--compare', at('old.json')], { handlers });
    expect(run.arguments.get('plan.compare')).toEqual({ planId: 'plan-1', with: 'an older plan' });
    expect(run.out).toContain('1 new, 1 gone, 0 changed, 0 the same');
    expect(run.out).toMatch(/^new +oak +create database +shop_oak_sales$/mu);
    expect(run.out).toMatch(/^gone +elm/mu);
  });

  it('is a script of requests that holds no credential', async () => {
    const run = await cli(['plan', '--curl'], { handlers: console() });
    expect(run.out.split('\n').slice(0, 3)).toEqual([
      '#!/bin/sh',
      'set -e',
      '# database.create shop_oak_sales',
    ]);
    expect(
      run.out.match(/^curl .*--netrc -X PUT 'http:\/\/couch\.test:5984\/shop/gmu),
    ).toHaveLength(2);
    const json = await cli(['plan', '--curl', '--json'], { handlers: console() });
    expect(JSON.parse(json.out)).toHaveProperty('curl');
  });
});

describe('apply', () => {
  it('takes up a saved plan', async () => {
    await writeFile(at('plan.json'), 'a plan');
    const run = await cli(['apply', at('plan.json'), '--yes'], { handlers: console() });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('plan.load')).toEqual({ text: 'a plan' });
    expect(run.calls).not.toContain('plan.make');
    expect(run.arguments.get('plan.apply')).toEqual({ planId: 'plan-1' });
  });

  it('asks the console nothing where the file is none', async () => {
    await writeFile(at('binary'), Buffer.from([0x66, 0xff, 0xfe, 0x00]));
    for (const [path, why] of [
      [at('missing'), 'There is no such file'],
      [directory.path, 'This is a directory'],
      [at('binary'), 'This is not a text file'],
      ['/dev/zero', 'larger than 100 MB'],
    ] as const) {
      const run = await cli(['apply', path, '--yes'], { handlers: console() });
      expect(run.exit).toBe(1);
      expect(run.err).toContain(why);
      expect(run.calls).toEqual([]);
    }
  });

  it('applies the operations of chosen tenants alone', async () => {
    const run = await cli(['apply', '--yes', '--only', 'oak'], { handlers: console() });
    expect(run.arguments.get('plan.apply')).toEqual({
      planId: 'plan-1',
      operationIds: ['database.create shop_oak_sales'],
    });
    const unknown = await cli(['apply', '--yes', '--only', 'ash'], { handlers: console() });
    expect(unknown).toMatchObject({ exit: 1 });
    expect(unknown.calls).not.toContain('plan.apply');
  });

  it('wants the text that a plan asks for, and --yes is none', async () => {
    const handlers = console({ 'plan.make': () => ({ ...summary, confirmation: need }) });
    const without = await cli(['apply', '--yes', '--json'], { handlers });
    expect(without.exit).toBe(1);
    expect(JSON.parse(without.out)).toMatchObject({ error: { code: 'confirmation-needed' } });
    expect(without.err).toContain(`--confirm 'Main'`);
    expect(without.calls).not.toContain('plan.apply');
    const given = await cli(['apply', '--yes', '--confirm', 'Main'], { handlers });
    expect(given.arguments.get('plan.apply')).toEqual({ planId: 'plan-1', confirm: 'Main' });
    const typed = await cli(['apply'], { handlers, typed: 'Main' });
    expect(typed.err).toContain('oak: access is withdrawn');
    expect(typed.arguments.get('plan.apply')).toEqual({ planId: 'plan-1', confirm: 'Main' });
  });
});

describe('drift', () => {
  const finding = {
    id: 'access-added shop_elm_sales',
    kind: 'access-added',
    tenantId: elmId,
    tenantKey: 'elm',
    subject: 'shop_elm_sales',
    detail: 'role reporting added to members',
    corrections: ['security.write shop_elm_sales'],
    adoptable: true,
    alarm: false,
    since: 'now',
  };
  const alarm = { ...finding, id: 'x', kind: 'database-public', alarm: true, adoptable: false };

  it('exits 0 where nothing was changed by hand, 2 where anything was', async () => {
    const none = await cli(['drift'], { handlers: console() });
    expect(none).toMatchObject({ exit: 0, err: '' });
    expect(none.out).toContain('Nothing was changed by hand; 6 databases looked at.');
    const handlers = console({ 'drift.sweep': () => ({ ...report, findings: [finding, alarm] }) });
    const some = await cli(['drift'], { handlers });
    expect(some.exit).toBe(2);
    expect(some.out).toMatch(/^ALARM +elm +database-public[^\n]*\nadoptable +elm/mu);
    expect(some.err).toContain('ALARM shop_elm_sales');
    expect(some.err).toContain(`--adopt 'access-added shop_elm_sales'`);
    const json = await cli(['drift', '--json'], { handlers });
    expect(JSON.parse(json.out)).toMatchObject({ findings: [finding, alarm] });
  });

  it('is an error where the sweep itself failed', async () => {
    const problem = { code: 'server-failed', message: 'It broke.', remedy: 'Look.', details: {} };
    const run = await cli(['drift'], {
      handlers: console({ 'drift.sweep': () => ({ ...report, problem }) }),
    });
    expect(run).toMatchObject({ exit: 1, out: '' });
    expect(run.err).toContain('It broke.');
  });

  it('adopts what is named', async () => {
    const handlers = console({ 'drift.adopt': () => report });
    const run = await cli(['drift', '--adopt', finding.id, 'another'], { handlers });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('drift.adopt')).toEqual({ findingIds: [finding.id, 'another'] });
    expect(run.calls).not.toContain('plan.apply');
  });

  it('corrects with what drift is behind and nothing else, and not unasked', async () => {
    const run = await cli(['drift', '--correct', '--yes'], { handlers: console() });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('plan.apply')).toEqual({
      planId: 'plan-1',
      operationIds: ['database.create shop_elm_sales'],
    });
    const unasked = await cli(['drift', '--correct'], { handlers: console() });
    expect(unasked).toMatchObject({ exit: 1, calls: [] });
    const both = await cli(['drift', '--correct', '--adopt', 'x'], { handlers: console() });
    expect(both).toMatchObject({ exit: 1, calls: [] });
  });
});

describe('tenant purge', () => {
  const purge = console({
    'plan.makePurge': () => ({
      ...summary,
      confirmation: { ...need, text: 'elm', because: 'purge' },
    }),
  });

  it('is done with the key typed again, and only then', async () => {
    const run = await cli(['tenant', 'purge', 'elm', '--confirm', 'elm'], { handlers: purge });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('plan.makePurge')).toEqual({ tenantIds: [elmId] });
    expect(run.arguments.get('plan.apply')).toEqual({ planId: 'plan-1', confirm: 'elm' });
    const without = await cli(['tenant', 'purge', 'elm'], { handlers: purge });
    expect(without).toMatchObject({ exit: 1, calls: [] });
    expect(without.err).toContain('--confirm KEY');
    const typed = await cli(['tenant', 'purge', 'elm'], { handlers: purge, typed: 'elm' });
    expect(typed.arguments.get('plan.apply')).toEqual({ planId: 'plan-1', confirm: 'elm' });
  });
});
