import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { cli } from '../../support/cli-harness.ts';

const id = '3f0c6f3e-6f9e-4b1a-9d2c-000000000001';
const otherId = '3f0c6f3e-6f9e-4b1a-9d2c-000000000002';
const row = (key: string, tenantId = id, state = 'active') => ({
  id: tenantId,
  key,
  name: `Name of ${key}`,
  state,
  provisioning: 'waiting',
  databases: 3,
});
const list = (...rows: readonly object[]) => ({
  'tenants.list': (argument: unknown) => {
    const { offset, limit } = paging(argument);
    return { rows: rows.slice(offset, offset + Math.min(limit, 2)), total: rows.length };
  },
});

function paging(argument: unknown): { offset: number; limit: number } {
  if (typeof argument !== 'object' || argument === null) throw new Error('no argument');
  return {
    offset: Number(Reflect.get(argument, 'offset')),
    limit: Number(Reflect.get(argument, 'limit')),
  };
}

describe('tenant list', () => {
  it('reads every page', async () => {
    const rows = ['a', 'b', 'c', 'd', 'e'].map((key) => row(key));
    const run = await cli(['tenant', 'list', '--json'], { handlers: list(...rows) });
    expect(JSON.parse(run.out)).toEqual({ tenants: rows });
    expect(run.calls).toHaveLength(3);
  });

  it('aligns columns and lets no name control the terminal', async () => {
    const evil = { ...row('bb', otherId), name: '\u001b[2Jboo\u202e' };
    const run = await cli(['tenant', 'list'], { handlers: list(row('aaaa'), evil) });
    const [head, first, second] = run.out.split('\n');
    expect(head?.indexOf('NAME')).toBe(first?.indexOf('Name'));
    expect(second).toMatch(/^bb {4}\u{fffd}\[2Jboo\u{fffd}/u);
    expect(run.out).not.toContain('\u001b');
  });
});

describe('naming a tenant', () => {
  const suspend = { 'tenants.suspend': () => row('acme', id, 'suspended') };

  it('finds it by its key among those that only begin like it', async () => {
    const run = await cli(['tenant', 'suspend', 'acme'], {
      handlers: { ...list(row('acme-two', otherId), row('acme')), ...suspend },
    });
    expect(run).toMatchObject({
      exit: 0,
      out: 'Tenant acme is suspended in the registry; it takes effect with `mycouch apply`.\n',
    });
    expect(run.arguments.get('tenants.suspend')).toEqual({ id });
  });

  it('names the ids where two tenants have the key, and takes one of them', async () => {
    const both = list(row('acme'), row('acme', otherId, 'deleted'));
    const run = await cli(['tenant', 'suspend', 'acme', '--json'], { handlers: both });
    expect(run.exit).toBe(1);
    expect(run.err).toContain(id);
    expect(run.err).toContain(otherId);
    expect(run.err).toContain('tenant rekey');
    const byId = await cli(['tenant', 'suspend', otherId], {
      handlers: { ...list(), ...suspend, 'tenants.get': () => row('acme', otherId) },
    });
    expect(byId.arguments.get('tenants.suspend')).toEqual({ id: otherId });
  });

  it('says when there is none', async () => {
    const run = await cli(['tenant', 'activate', 'nobody', '--json'], { handlers: list() });
    expect(run.exit).toBe(1);
    expect(JSON.parse(run.out)).toMatchObject({ error: { code: 'not-found' } });
    expect(run.err).toContain('nobody');
  });
});

describe('several tenants at once', () => {
  const report = (more: object = {}) => ({
    'tenants.bulk': () => ({
      ...{ done: 2, unchanged: 0, refused: [], left: 0, leftBehind: 0, undoId: null },
      ...more,
    }),
  });
  const two = list(row('acme'), row('bistro', otherId));

  it('are changed in one go, each once', async () => {
    const run = await cli(['tenant', 'suspend', 'acme', 'bistro', 'acme'], {
      handlers: { ...two, ...report() },
    });
    expect(run).toMatchObject({
      exit: 0,
      out: '2 of 2 tenants suspended in the registry; it takes effect with `mycouch apply`.\n',
    });
    expect(run.arguments.get('tenants.bulk')).toMatchObject({
      ids: [id, otherId],
      action: { do: 'suspend' },
    });
  });

  it('are told of that were refused', async () => {
    const refused = [{ code: 'not-allowed-in-state', message: 'Why.', count: 1, keys: ['acme'] }];
    const run = await cli(['tenant', 'archive', 'acme', 'bistro'], {
      handlers: { ...two, ...report({ done: 1, refused }) },
    });
    expect(run).toMatchObject({ exit: 1 });
    expect(run.err).toContain('Refused: acme. Why.');
  });

  it('are left alone where one of the names fits nobody', async () => {
    const run = await cli(['tenant', 'remove', 'acme', 'nobody'], {
      handlers: { ...two, ...report() },
    });
    expect(run.exit).toBe(1);
    expect(run.calls).not.toContain('tenants.bulk');
  });

  it('get another blueprint, and what stays behind is told', async () => {
    const run = await cli(['tenant', 'blueprint', 'cafe', 'acme', 'bistro'], {
      handlers: {
        ...two,
        ...report(),
        'tenants.blueprints': () => [{ id: 'blueprint_cafe', title: 'Café', version: 1 }],
        'tenants.blueprintChange': () => ({
          leftDatabases: { count: 1, names: ['shop_acme_sales'] },
          leftAccounts: { count: 0, names: [] },
          newAccounts: 0,
        }),
      },
    });
    expect(run).toMatchObject({ exit: 0 });
    expect(run.err).toContain('Stays on the server, unmanaged: shop_acme_sales.');
    expect(run.arguments.get('tenants.bulk')).toMatchObject({
      action: { do: 'blueprint', blueprint: 'blueprint_cafe' },
    });
  });
});

describe('tenant edit', () => {
  it('sends what was given and nothing else', async () => {
    const handlers = {
      ...list(row('acme')),
      'tenants.edit': () => ({ ...row('acme'), ownerEmail: null }),
    };
    const run = await cli(['tenant', 'edit', 'acme', '--name', 'Acme', '--owner', ''], {
      handlers,
    });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('tenants.edit')).toEqual({ id, name: 'Acme', ownerEmail: null });
    expect((await cli(['tenant', 'edit', 'acme'], { handlers })).exit).toBe(1);
  });
});

describe('tenant rekey', () => {
  const handlers = (keyChangeable: boolean, connection: object | null) => ({
    ...list(row('acme')),
    'tenants.get': () => ({ ...row('acme'), keyChangeable }),
    'tenants.changeKey': () => row('acme-two'),
    'connection.current': () => connection,
    'sync.now': () => ({ state: 'synced', agreement: null, since: 'now' }),
    'plan.make': () => ({}),
  });

  it('gives another key at once where that may be', async () => {
    const run = await cli(['tenant', 'rekey', 'acme', 'acme-two'], {
      handlers: handlers(true, null),
    });
    expect(run).toMatchObject({
      exit: 0,
      out: 'Tenant acme has the key acme-two in the registry; it takes effect with `mycouch apply`.\n',
    });
    expect(run.arguments.get('tenants.changeKey')).toEqual({ id, key: 'acme-two' });
    expect(run.calls).not.toContain('plan.make');
  });

  it('looks at the server first where the console cannot know, and only where there is one', async () => {
    const looked = await cli(['tenant', 'rekey', id, 'acme-two'], {
      handlers: { ...handlers(false, {}), ...list() },
    });
    expect(looked.calls.slice(-3)).toEqual(['sync.now', 'plan.make', 'tenants.changeKey']);
    const offline = await cli(['tenant', 'rekey', 'acme', 'acme-two'], {
      handlers: handlers(false, null),
    });
    expect(offline.calls).not.toContain('plan.make');
    expect(offline.calls).toContain('tenants.changeKey');
  });
});

describe('tenant import', () => {
  it.each([
    [3, '3 tenants imported; they reach the server with `mycouch apply`.\n'],
    [0, 'There is no line below the header: 0 tenants imported.\n'],
  ])('says that it made %i', async (created, out) => {
    const folder = await mkdtemp(join(tmpdir(), 'mycouch-import-'));
    try {
      const file = join(folder, 'tenants.csv');
      await writeFile(file, 'key,name\n');
      const run = await cli(['tenant', 'import', file], {
        handlers: { 'tenants.importCsv': () => ({ created, problems: [] }) },
      });
      expect(run).toMatchObject({ exit: 0, out });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('errors', () => {
  it('are one sentence and one remedy; with --json the same on standard output', async () => {
    const refuse = () => {
      throw new ConsoleError('vault-missing', 'There is no place for secrets yet.');
    };
    const argv = ['tenant', 'create', 'acme', '--name', 'Acme'];
    const run = await cli(argv, { handlers: { 'tenants.create': refuse } });
    expect(run).toMatchObject({ exit: 1, out: '', closed: true });
    expect(run.err).toContain('There is no place for secrets yet.');
    expect(run.err).toContain('MYCOUCH_VAULT_PASSPHRASE');
    const inJson = await cli([...argv, '--json'], { handlers: { 'tenants.create': refuse } });
    expect(JSON.parse(inJson.out)).toMatchObject({
      error: { code: 'vault-missing', message: 'There is no place for secrets yet.', details: {} },
    });
    expect(inJson.out).toContain('MYCOUCH_VAULT_PASSPHRASE');
  });

  it('tell nothing of an error nobody expected', async () => {
    const run = await cli(['status', '--json'], { openError: new Error('secret path /x') });
    expect(run.exit).toBe(1);
    expect(run.out + run.err).not.toContain('secret path');
  });

  it('say which variable is missing beside MYCOUCH_SERVER', async () => {
    const run = await cli(['plan'], {
      shared: true,
      env: { MYCOUCH_SERVER: 'http://x', MYCOUCH_USER: 'admin', MYCOUCH_PASSWORD: '' },
    });
    expect(run.exit).toBe(1);
    expect(run.err).toContain('MYCOUCH_PASSWORD');
  });
});

describe('working through a console that runs already', () => {
  const env = { MYCOUCH_SERVER: 'http://one:5984', MYCOUCH_USER: 'u', MYCOUCH_PASSWORD: 'p' };
  const synced = {
    'sync.now': () => ({ state: 'synced', agreement: null, since: 'now' }),
    'sync.overview': () => ({ databases: [], history: [] }),
  };

  it('connects it where it has no server yet', async () => {
    const run = await cli(['sync', '--once'], {
      shared: true,
      env,
      handlers: { ...synced, 'connection.current': () => null, 'connection.connect': () => ({}) },
    });
    expect(run).toMatchObject({ exit: 0 });
    expect(run.calls).toEqual([
      'connection.current',
      'connection.connect',
      'sync.now',
      'sync.overview',
    ]);
  });

  it('leaves its server alone where that is another one', async () => {
    const run = await cli(['sync', '--once'], {
      shared: true,
      env,
      handlers: {
        'connection.current': () => ({ url: 'http://two:5984', couchdbUuid: 'b' }),
        'connection.test': () => ({ ok: true, couchdbUuid: 'a' }),
      },
    });
    expect(run).toMatchObject({ exit: 1, calls: ['connection.current', 'connection.test'] });
    expect(run.err).toContain('http://two:5984');
  });

  it('opens its vault with the passphrase of the environment', async () => {
    const run = await cli(['sync', '--once'], {
      shared: true,
      env: { MYCOUCH_VAULT_PASSPHRASE: 'open sesame, please' },
      handlers: {
        ...synced,
        'vault.status': () => ({ state: 'locked' }),
        'vault.unlock': () => ({}),
      },
    });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('vault.unlock')).toEqual({ passphrase: 'open sesame, please' });
    expect(run.out + run.err).not.toContain('sesame');
  });
});

describe('sync', () => {
  it('is one round, with --once or without, and tells of every database', async () => {
    const registry = { database: 'couch-sitter', state: 'synced', agreement: { at: 'now' } };
    const log = { ...registry, database: 'couch-sitter-log', state: 'offline', since: 'noon' };
    const handlers = {
      'sync.now': () => registry,
      'sync.overview': () => ({
        databases: [registry, { ...log, waitingOut: 2, error: null }],
        history: [],
      }),
    };
    for (const argv of [['sync'], ['sync', '--once']]) {
      const run = await cli(argv, { handlers });
      expect(run).toMatchObject({ exit: 0, calls: ['sync.now', 'sync.overview'] });
      expect(run.out).toBe(
        'The registry and the server agree as of now.\n' +
          'The audit log is offline since noon, 2 changes to go out\n',
      );
    }
  });

  it('fails with what the status says unless both sides agree', async () => {
    const error = {
      code: 'server-refused',
      message: 'Nothing accepts connections at this address.',
      remedy: 'Check it.',
      details: {},
    };
    const offline = { 'sync.now': () => ({ state: 'offline', error }) };
    const run = await cli(['sync', '--once', '--json'], { handlers: offline });
    expect(run.exit).toBe(1);
    expect(JSON.parse(run.out)).toEqual({ error });
  });
});
