import { describe, expect, it } from 'vitest';
import type { ServerRow } from '../../../src/shared/bridge/server-views.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { cli } from '../../support/cli-harness.ts';

const row = (name: string, more: Partial<ServerRow> = {}): ServerRow => ({
  serverId: `server_${name}`,
  name,
  url: `https://${name}.example.org`,
  couchdbUuid: `uuid-of-${name}`,
  version: '3.5.0',
  practice: false,
  current: false,
  mayApply: true,
  production: false,
  readOnly: false,
  agentApplies: 'nothing',
  tenants: null,
  databases: null,
  ...more,
});
const live = row('live', { current: true, production: true, tenants: 3, databases: 9 });
const spare = row('spare', { readOnly: true });
const synced = { state: 'synced', error: null };
const handlers = {
  'servers.list': () => [live, spare],
  'servers.use': () => ({ name: 'spare' }),
  'servers.forget': () => null,
  'servers.mark': () => [{ ...live, readOnly: true }, spare],
  'sync.now': () => synced,
  'connection.test': () => ({ ok: true, passwordInClear: true }),
  'connection.connect': () => ({ name: 'new', version: '3.5.0' }),
};

describe('mycouch server', () => {
  it('lists the servers, the connected one with a star', async () => {
    const { out, exit } = await cli(['server', 'list'], { handlers });
    expect(exit).toBe(0);
    expect(out).toMatch(/^\* +live .* production /m);
    expect(out).toMatch(/^ +spare .* read-only .* \? /m);
    const { out: json } = await cli(['server', 'list', '--json'], { handlers });
    expect(JSON.parse(json)).toEqual({ servers: [live, spare] });
  });

  it.each(['spare', 'server_spare', 'https://spare.example.org'])(
    'finds a server by name, id or address: %s',
    async (wanted) => {
      const run = await cli(['server', 'use', wanted], { handlers });
      expect(run.exit).toBe(0);
      expect(run.arguments.get('servers.use')).toEqual({ serverId: 'server_spare' });
    },
  );

  it('refuses a name that two servers have, and one that none has', async () => {
    const twins = { ...handlers, 'servers.list': () => [live, { ...spare, name: 'live' }] };
    const two = await cli(['server', 'forget', 'live'], { handlers: twins });
    expect([two.exit, two.calls]).toEqual([1, ['servers.list']]);
    expect(two.err).toContain('More than one');
    const none = await cli(['server', 'use', 'gone'], { handlers });
    expect([none.exit, none.calls]).toEqual([1, ['servers.list']]);
  });

  it('marks only what was said, and passes on what was typed to confirm', async () => {
    const argv = ['server', 'mark', 'live', '--read-only', 'off', '--agent', 'edits'];
    const run = await cli([...argv, '--confirm', 'live'], { handlers });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('servers.mark')).toEqual({
      serverId: 'server_live',
      readOnly: false,
      agentApplies: 'edits',
      confirm: 'live',
    });
    const refusing = {
      ...handlers,
      'servers.mark': () => {
        throw new ConsoleError('confirmation-needed', 'Taking it off asks for its name.');
      },
    };
    const refused = await cli([...argv, '--json'], { handlers: refusing });
    expect(refused.exit).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code: 'confirmation-needed' } });
  });

  it('says so where a mark could not be replicated yet', async () => {
    const offline = {
      ...handlers,
      'sync.now': () => ({
        state: 'offline',
        error: { code: 'server-refused', message: 'Nothing answers.', remedy: '', details: {} },
      }),
    };
    const run = await cli(['server', 'mark', 'live', '--read-only', 'on'], { handlers: offline });
    expect(run.exit).toBe(0);
    expect(run.err).toContain('Nothing answers.');
  });

  it('takes the password from the environment or asks for it, never from an argument', async () => {
    const argv = ['server', 'add', 'http://couch.example.org', '--user', 'admin'];
    const given = await cli(argv, { handlers, env: { MYCOUCH_PASSWORD: 'canary-secret' } });
    expect(given.exit).toBe(0);
    expect(given.arguments.get('connection.connect')).toEqual({
      url: 'http://couch.example.org',
      username: 'admin',
      password: 'canary-secret',
      takeTenants: false,
    });
    expect(given.out + given.err).not.toContain('canary-secret');
    expect(given.err).toContain('can be read on its way');

    const asked = await cli(argv, { handlers, typed: 'canary-secret' });
    expect(asked.arguments.get('connection.connect')).toMatchObject({ password: 'canary-secret' });
    expect(asked.err).toContain('Password of admin');

    const silent = await cli(argv, { handlers });
    expect([silent.exit, silent.calls]).toEqual([1, []]);
    const argument = await cli([...argv, '--password', 'canary-secret'], { handlers });
    expect(argument.exit).toBe(1);
    expect(argument.out + argument.err).not.toContain('canary-secret');
  });
});

describe('mycouch agent', () => {
  it.each(['0', '-1', '1.5', 'soon', '3601', '1e3', ''])(
    'refuses an interval of %j',
    async (interval) => {
      const run = await cli(['agent', '--interval', interval]);
      expect(run.exit).toBe(1);
      expect(run.err).toContain('whole seconds');
    },
  );
});
