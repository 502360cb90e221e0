import { describe, expect, it } from 'vitest';
import { hoursFrom } from '../../../src/cli/duration.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { cli, type CliHarness } from '../../support/cli-harness.ts';

const ids = {
  acme: '11111111-1111-4111-8111-111111111111',
  beta: '22222222-2222-4222-8222-222222222222',
  gone: '33333333-3333-4333-8333-333333333333',
};
const rows = [
  { id: ids.acme, key: 'acme', state: 'active' },
  { id: ids.beta, key: 'beta', state: 'suspended' },
  { id: ids.gone, key: 'gone', state: 'deleted' },
];
const vault = {
  'vault.status': () => ({ state: 'open', protection: 'passphrase', problem: null }),
};
const list: NonNullable<CliHarness['handlers']> = {
  ...vault,
  'tenants.list': () => ({ rows, total: rows.length }),
};
const rotated = { accounts: 4, tenants: 2, overlapping: 0 };

describe('rotate', () => {
  it('rotates the tenants named, one account of them, with an overlap', async () => {
    const argv = ['rotate', 'acme', 'beta', '--account', 'sync', '--overlap', '90m', '--json'];
    const run = await cli(argv, { handlers: { ...list, 'accounts.rotate': () => rotated } });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('accounts.rotate')).toEqual({
      tenantIds: [ids.acme, ids.beta],
      account: 'sync',
      overlapHours: 1.5,
    });
    expect(JSON.parse(run.out)).toEqual(rotated);
  });

  it('rotates all but those in the trash, and then wants to be told the overlap', async () => {
    const handlers = { ...list, 'accounts.rotate': () => rotated };
    const untold = await cli(['rotate', '--all'], { handlers });
    expect(untold).toMatchObject({ exit: 1 });
    expect(untold.calls).not.toContain('accounts.rotate');
    expect(untold.err).toContain('--overlap 0');
    const run = await cli(['rotate', '--all', '--overlap', '0'], { handlers });
    expect(run.arguments.get('accounts.rotate')).toEqual({
      tenantIds: [ids.acme, ids.beta],
      account: null,
      overlapHours: 0,
    });
    expect(run.out).toContain('4 accounts of 2 tenants');
  });

  it('says what it left alone', async () => {
    const handlers = { ...list, 'accounts.rotate': () => ({ ...rotated, overlapping: 3 }) };
    const run = await cli(['rotate', 'acme', '--overlap', '1d'], { handlers });
    expect(run.err).toContain('3 accounts left as they are');
  });

  it('ends overlaps and needs no vault for it', async () => {
    const handlers = {
      'tenants.list': () => ({ rows, total: rows.length }),
      'accounts.endOverlap': () => ({ accounts: 1, tenants: 1, overlapping: 0 }),
    };
    const run = await cli(['rotate', '--end', 'acme'], { handlers, shared: true });
    expect(run).toMatchObject({ exit: 0 });
    expect(run.out).toContain('Ended 1 overlap of 1 tenant');
    expect(run.calls).not.toContain('vault.status');
  });

  it.each([
    [['rotate']],
    [['rotate', 'acme', '--all', '--overlap', '1h']],
    [['rotate', 'acme', '--end', '--overlap', '1h']],
    [['rotate', 'acme', '--overlap', '31d']],
    [['rotate', 'acme', '--overlap', '-1h']],
    [['rotate', 'acme', '--overlap', '1e3h']],
    [['tenant', 'flags', 'acme']],
    [['tenant', 'flags', 'acme', '--read-only', 'maybe']],
    [['tenant', 'revoke']],
  ])('refuses %j', async (argv) => {
    const run = await cli(argv, { handlers: list });
    expect(run.exit).toBe(1);
    expect(run.calls.filter((call) => !call.startsWith('tenants.list'))).toEqual([]);
  });

  it('reads times', () => {
    expect(['0', '0h', '30m', '24h', '7d', '30d'].map(hoursFrom)).toEqual([
      0, 0, 0.5, 24, 168, 720,
    ]);
    for (const text of ['', '24', '1.5h', '721h', '99999999h', 'h', '24 h']) {
      expect(() => hoursFrom(text)).toThrow();
    }
  });
});

describe('tenant revoke and flags', () => {
  it('are edits by key', async () => {
    const handlers = {
      ...list,
      'tenants.revokeTokens': () => ({ key: 'acme', epoch: 3 }),
      'tenants.setFlags': () => ({ key: 'acme', readOnly: true, overQuota: false }),
    };
    const revoked = await cli(['tenant', 'revoke', 'acme'], { handlers });
    expect(revoked.arguments.get('tenants.revokeTokens')).toEqual({ id: ids.acme });
    expect(revoked.out).toContain('epoch 3');
    const flags = await cli(['tenant', 'flags', 'acme', '--read-only', 'on'], { handlers });
    expect(flags.arguments.get('tenants.setFlags')).toEqual({ id: ids.acme, readOnly: true });
    expect(flags.out).toContain('read-only on, over quota off');
  });
});

describe('account reveal', () => {
  const shown = { username: 'shop_acme_sync', password: 'pw', previous: null };
  const asking = (method: string, until: string | null = null) => ({
    ...list,
    'accounts.reauthentication': () => ({ method, until }),
    'accounts.reauthenticate': () => ({ method, until: '2026-01-01T00:02:00.000Z' }),
    'accounts.reveal': () => shown,
  });
  const argv = ['account', 'reveal', 'acme', 'sync', '--json'];

  it('proves itself with what the environment has', async () => {
    const passphrase = await cli(argv, {
      handlers: asking('passphrase'),
      env: { MYCOUCH_VAULT_PASSPHRASE: 'the passphrase', MYCOUCH_PASSWORD: 'another' },
    });
    expect(passphrase.arguments.get('accounts.reauthenticate')).toEqual({
      secret: 'the passphrase',
    });
    expect(JSON.parse(passphrase.out)).toEqual(shown);
    const password = await cli(argv, {
      handlers: asking('server-password'),
      env: { MYCOUCH_VAULT_PASSPHRASE: 'the passphrase', MYCOUCH_PASSWORD: 'another' },
    });
    expect(password.arguments.get('accounts.reauthenticate')).toEqual({ secret: 'another' });
  });

  it('asks at a terminal, and without one says what to set', async () => {
    const typed = await cli(argv, { handlers: asking('passphrase'), typed: 'typed words' });
    expect(typed.arguments.get('accounts.reauthenticate')).toEqual({ secret: 'typed words' });
    expect(typed.err).toContain('Passphrase of the vault');
    const alone = await cli(argv, { handlers: asking('server-password') });
    expect(alone).toMatchObject({ exit: 1 });
    expect(alone.calls).not.toContain('accounts.reveal');
    expect(JSON.parse(alone.out)).toMatchObject({ error: { code: 'reauthentication-needed' } });
    expect(alone.out).toContain('MYCOUCH_PASSWORD');
  });

  it('asks nothing where there is nothing to ask', async () => {
    const run = await cli(argv, { handlers: asking('none') });
    expect(run.calls).not.toContain('accounts.reauthenticate');
    expect(run.exit).toBe(0);
  });

  it('shows both pairs of an overlap', async () => {
    const until = '2026-06-01T00:00:00.000Z';
    const handlers = {
      ...asking('none'),
      'accounts.reveal': () => ({
        ...shown,
        previous: { username: 'shop_acme_sync.2', password: null, until },
      }),
    };
    const run = await cli(['account', 'reveal', 'acme', 'sync'], { handlers });
    expect(run.out).toMatch(/previous username\s+shop_acme_sync\.2\n/);
    expect(run.out).toMatch(/previous password\s+not on this device\n/);
    expect(run.out).toContain(until);
  });

  it('stops at a wrong answer', async () => {
    const handlers = {
      ...asking('passphrase'),
      'accounts.reauthenticate': () => {
        throw new ConsoleError('vault-passphrase-wrong', 'This is not the passphrase.');
      },
    };
    const run = await cli(argv, { handlers, env: { MYCOUCH_VAULT_PASSPHRASE: 'wrong words' } });
    expect(run).toMatchObject({ exit: 1 });
    expect(run.calls).not.toContain('accounts.reveal');
    expect(run.out + run.err).not.toContain('wrong words');
  });
});
