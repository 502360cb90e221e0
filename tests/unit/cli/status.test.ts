import { describe, expect, it } from 'vitest';
import { ConsoleError, reportError } from '../../../src/shared/errors.ts';
import { cli } from '../../support/cli-harness.ts';

describe('status', () => {
  it.each([
    [null, 0, 'not synchronised yet'],
    [
      '2026-01-02T03:04:05.000Z',
      0,
      'in agreement with the server as of 2026-01-02T03:04:05.000Z\n',
    ],
    ['2026-01-02T03:04:05.000Z', 2, 'as of 2026-01-02T03:04:05.000Z, 2 changes to go out\n'],
  ])('tells the last agreement (%s) and what is new since', async (at, waitingOut, words) => {
    const run = await cli(['status'], {
      handlers: {
        'app.state': () => ({
          version: '1',
          operator: { name: 'anna', role: 'owner' },
          device: 'd',
        }),
        'connection.current': () => ({ name: 'couch', url: 'https://couch' }),
        'vault.status': () => ({ state: 'open', protection: 'keychain', problem: null }),
        'sync.overview': () => ({
          databases: [
            {
              database: 'couch-sitter',
              state: 'not-connected',
              since: '2026-09-09T09:09:09.000Z',
              waitingOut,
              agreement: at === null ? null : { at },
            },
          ],
          history: [],
        }),
        'registry.problems': () => [],
        'lease.status': () => null,
        'tenants.list': () => ({
          rows: [],
          total: 0,
          counts: { active: 2, suspended: 0, archived: 0, deleted: 0, waiting: 1 },
        }),
      },
    });
    expect(run.out).toContain(words);
    expect(run.out).toContain('1 to be compared or applied');
    expect(run.out).not.toContain('2026-09-09');
    expect(run.out).not.toContain('not-connected');
  });
});

describe('status with a server in the environment', () => {
  it('names what keeps the console out, and fails', async () => {
    const named = { url: 'https://couch', username: 'admin', password: 'not the one' };
    const run = await cli(['status', '--json'], {
      env: {
        MYCOUCH_SERVER: named.url,
        MYCOUCH_USER: named.username,
        MYCOUCH_PASSWORD: named.password,
      },
      handlers: {
        'app.state': () => ({
          version: '1',
          operator: { name: 'anna', role: 'owner' },
          device: 'd',
        }),
        'connection.current': () => null,
        'connection.test': () => ({
          ok: false,
          problem: reportError(
            new ConsoleError('server-wrong-password', 'Name or password is wrong.'),
          ),
        }),
        'vault.status': () => ({ state: 'open', protection: 'keychain', problem: null }),
        'sync.overview': () => ({ databases: [], history: [] }),
        'registry.problems': () => [],
        'lease.status': () => null,
        'tenants.list': () => ({
          rows: [],
          total: 0,
          counts: { active: 0, suspended: 0, archived: 0, deleted: 0, waiting: 0 },
        }),
      },
    });
    expect(run.exit).toBe(1);
    expect(run.arguments.get('connection.test')).toEqual(named);
    expect(JSON.parse(run.out)).toMatchObject({ refusal: { code: 'server-wrong-password' } });
    expect(run.out).not.toContain(named.password);
  });
});
