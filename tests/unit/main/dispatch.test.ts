import { describe, expect, it, vi } from 'vitest';
import { dispatch } from '../../../src/main/dispatch.ts';
import { contract, type ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { Permission } from '../../../src/shared/permissions/permission.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';

const unused = () => Promise.reject(new ConsoleError('internal', 'not expected in this test'));

/** An api of which a test gives the tenants' `get`, the theme and the vault's `status`. */
function api(given: {
  readonly get?: ConsoleApi['tenants']['get'];
  readonly setTheme?: ConsoleApi['app']['setTheme'];
  readonly status?: ConsoleApi['vault']['status'];
}): ConsoleApi {
  return {
    app: {
      state: unused,
      about: unused,
      setTheme: given.setTheme ?? unused,
      setNotice: unused,
      copy: unused,
    },
    vault: { status: given.status ?? unused, create: unused, unlock: unused, retry: unused },
    connection: {
      current: unused,
      test: unused,
      connect: unused,
      practice: unused,
      forget: unused,
    },
    trial: { read: unused, run: unused, copyToken: unused, end: unused },
    gateways: { list: unused, withdrawKey: unused, setJwtHandler: unused },
    tenants: {
      list: unused,
      get: given.get ?? unused,
      checkKey: unused,
      create: unused,
      edit: unused,
      changeKey: unused,
      suspend: unused,
      activate: unused,
      archive: unused,
      unarchive: unused,
      remove: unused,
      restore: unused,
      revokeTokens: unused,
      setFlags: unused,
      importCsv: unused,
      found: unused,
      setBlueprint: unused,
      blueprintChange: unused,
      blueprints: unused,
      bulk: unused,
      cancelBulk: unused,
      undoBulk: unused,
      exportCsv: unused,
      exportFiles: unused,
      onServer: unused,
    },
    people: {
      list: unused,
      get: unused,
      ofTenant: unused,
      add: unused,
      change: unused,
      remove: unused,
      restore: unused,
      transfer: unused,
      removeEverywhere: unused,
      bringBack: unused,
      rename: unused,
      setSharing: unused,
    },
    invitations: {
      list: unused,
      create: unused,
      resend: unused,
      revoke: unused,
      writeEmail: unused,
      gateway: unused,
      setGateway: unused,
    },
    applications: { add: unused, edit: unused, remove: unused, restore: unused },
    workplace: { current: unused, switchTo: unused, opened: unused, setColumns: unused },
    links: { take: unused },
    accounts: {
      reauthentication: unused,
      reauthenticate: unused,
      reveal: unused,
      rotate: unused,
      endOverlap: unused,
    },
    keys: {
      list: unused,
      get: unused,
      usage: unused,
      create: unused,
      edit: unused,
      rotate: unused,
      previewRevoke: unused,
      revoke: unused,
      databases: unused,
      known: unused,
    },
    leaks: { current: unused, choose: unused, scan: unused, cancel: unused },
    plan: {
      make: unused,
      makePurge: unused,
      current: unused,
      operations: unused,
      select: unused,
      apply: unused,
      cancel: unused,
      save: unused,
      load: unused,
      compare: unused,
      curl: unused,
    },
    drift: { current: unused, sweep: unused, adopt: unused, dropOverride: unused },
    servers: {
      list: unused,
      use: unused,
      forget: unused,
      mark: unused,
      openFeeds: unused,
      restart: unused,
    },
    lease: { status: unused },
    files: { export: unused, compare: unused, import: unused },
    sync: { status: unused, overview: unused, now: unused },
    conflicts: {
      list: unused,
      found: unused,
      get: unused,
      resolve: unused,
      resolveMany: unused,
    },
    catchUp: { current: unused, acknowledge: unused, setAsking: unused },
    registry: { problems: unused },
    audit: {
      recent: unused,
      facets: unused,
      older: unused,
      verify: unused,
      previewCut: unused,
      cut: unused,
    },
  };
}

const id = '4be0643f-1d98-573b-97cd-ca98a65347dd';

describe('dispatch', () => {
  it('runs the call with the parsed argument and answers its value', async () => {
    const setTheme = vi.fn(() => Promise.resolve(null));
    expect(
      await dispatch(api({ setTheme }), 'app', 'setTheme', { theme: 'dark' }, 'owner'),
    ).toEqual({ ok: true, value: null });
    expect(setTheme).toHaveBeenCalledWith({ theme: 'dark' });
  });

  it.each<readonly [string, string, string, unknown]>([
    ['a field missing', 'tenants', 'get', {}],
    ['a field of another type', 'tenants', 'get', { id: 5 }],
    ['a field too many', 'tenants', 'get', { id, more: true }],
    ['no argument', 'tenants', 'get', undefined],
    ['an argument where there is none', 'vault', 'status', { id }],
  ])('refuses an argument with %s and runs nothing', async (_what, domain, call, argument) => {
    const get = vi.fn(unused);
    const status = vi.fn(unused);
    const answer = await dispatch(api({ get, status }), domain, call, argument, 'owner');
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(get).not.toHaveBeenCalled();
    expect(status).not.toHaveBeenCalled();
  });

  it.each([
    ['nothing', 'get'],
    ['tenants', 'nothing'],
    ['constructor', 'name'],
    ['__proto__', 'toString'],
    ['tenants', 'constructor'],
    ['tenants', '__proto__'],
  ])('knows no call %s.%s', async (domain, call) => {
    expect(await dispatch(api({}), domain, call, undefined, 'owner')).toMatchObject({
      ok: false,
      error: { code: 'invalid-input', message: 'The console knows no such call.' },
    });
  });

  it('refuses what the role does not permit, before looking at the argument', async () => {
    for (const [domain, calls] of Object.entries(contract)) {
      const permissions: Readonly<Record<string, { readonly permission: Permission }>> = calls;
      for (const [call, { permission }] of Object.entries(permissions)) {
        const answer = await dispatch(api({}), domain, call, Symbol('never parsed'), 'viewer');
        const permitted = ['console.use', 'tenant.read', 'plan.read'].includes(permission);
        expect([call, answer]).toMatchObject([
          call,
          { ok: false, error: { code: permitted ? 'invalid-input' : 'not-permitted' } },
        ]);
      }
    }
  });

  it('passes errors on that were raised on purpose, without their stack', async () => {
    const error = new ConsoleError('not-found', 'There is none.', { remedy: 'Look again.' });
    const answer = await dispatch(
      api({ get: () => Promise.reject(error) }),
      'tenants',
      'get',
      { id },
      'owner',
    );
    expect(answer).toEqual({
      ok: false,
      error: { code: 'not-found', message: 'There is none.', remedy: 'Look again.', details: {} },
    });
  });

  it('keeps everything of an unexpected error to itself and to the log', async () => {
    const heard: unknown[] = [];
    const error = new TypeError('hunter2 is not a function');
    const get = () => {
      throw error;
    };
    const answer = await dispatch(api({ get }), 'tenants', 'get', { id }, 'owner', (unexpected) => {
      heard.push(unexpected);
    });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(heard).toEqual([error]);
  });
});
