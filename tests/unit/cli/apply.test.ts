import { describe, expect, it } from 'vitest';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { cli, type CliHarness } from '../../support/cli-harness.ts';

const synced = { state: 'synced', agreement: null, since: 'now' };
const operation = (number: number) => ({
  kind: 'database.create',
  id: `database.create shop_t_${number}`,
  target: `shop_t_${number}`,
  tenantKey: 't',
});
const refusal = {
  key: 'other',
  tenantId: '3f0c6f3e-6f9e-4b1a-9d2c-000000000009',
  reason: 'key-collision',
  subject: '3f0c6f3e-6f9e-4b1a-9d2c-000000000008',
  message: 'Another tenant has these names.',
};

function server(options: {
  readonly operations: number;
  readonly failed?: number;
  readonly refusals?: readonly object[];
  readonly handlers?: CliHarness['handlers'];
}): NonNullable<CliHarness['handlers']> {
  const operations = Array.from({ length: options.operations }, (_, index) => operation(index));
  const failed = options.failed ?? 0;
  return {
    'sync.now': () => synced,
    'plan.make': () => ({
      id: 'plan-1',
      serverName: 'the server',
      operations: operations.length,
      tenants: [{}],
      refusals: options.refusals ?? [],
      unmanagedDatabases: [],
      unreadNodes: [],
      jwtHandler: null,
      drift: [],
      confirmation: null,
      forecast: null,
    }),
    'plan.operations': (argument: unknown) => {
      const offset = Number(Reflect.get(Object(argument), 'offset'));
      return {
        rows: operations
          .slice(offset, offset + 2)
          .map((one) => ({ operation: one, outcome: null })),
        total: operations.length,
      };
    },
    'plan.apply': () => ({
      applied: operations.length - failed,
      failed,
      skipped: 0,
      cancelled: false,
      outcomes: operations.map(({ id }, index) =>
        index < failed
          ? { id, outcome: 'failed', code: 'server-failed', message: 'It broke.' }
          : { id, outcome: 'done' },
      ),
    }),
    ...options.handlers,
  };
}

describe('plan', () => {
  it('exits 2 with every operation where the server differs, 0 where it does not', async () => {
    const differs = await cli(['plan', '--json'], { handlers: server({ operations: 5 }) });
    expect(differs.exit).toBe(2);
    expect(JSON.parse(differs.out)).toMatchObject({
      operations: [0, 1, 2, 3, 4].map((number) => operation(number)),
      refusals: [],
    });
    const same = await cli(['plan'], { handlers: server({ operations: 0 }) });
    expect(same).toMatchObject({ exit: 0, out: 'Nothing to do on the server.\n' });
  });

  it('counts a refused tenant as a difference', async () => {
    const run = await cli(['plan', '--json'], {
      handlers: server({ operations: 0, refusals: [refusal] }),
    });
    expect(run.exit).toBe(2);
    expect(JSON.parse(run.out)).toMatchObject({ operations: [], refusals: [refusal] });
    expect(run.err).toContain('Another tenant has these names.');
  });

  it('says that nobody can be served where only refusals are left, with the way out', async () => {
    const one = await cli(['plan'], { handlers: server({ operations: 0, refusals: [refusal] }) });
    expect(one).toMatchObject({
      exit: 2,
      out: 'Nothing to apply on the server; 1 tenant is refused.\n',
    });
    expect(one.err).toContain(
      `refused other (${refusal.tenantId}; the other tenant is ${refusal.subject}):`,
    );
    expect(one.err).toContain('mycouch tenant rekey ID NEWKEY');
    const two = await cli(['plan'], {
      handlers: server({ operations: 0, refusals: [refusal, refusal] }),
    });
    expect(two.out).toBe('Nothing to apply on the server; 2 tenants are refused.\n');
    const broken = { ...refusal, reason: 'marker-broken' };
    const uncurable = await cli(['plan'], {
      handlers: server({ operations: 0, refusals: [broken] }),
    });
    expect(uncurable.err).not.toContain('rekey');
  });

  it('is not made while the registry could not be synchronised', async () => {
    const run = await cli(['plan'], {
      handlers: server({
        operations: 1,
        handlers: { 'sync.now': () => ({ state: 'offline', error: null }) },
      }),
    });
    expect(run).toMatchObject({ exit: 1, calls: ['sync.now'] });
  });
});

describe('apply', () => {
  it('replicates, plans, applies and replicates again', async () => {
    const run = await cli(['apply', '--yes', '--json'], { handlers: server({ operations: 3 }) });
    expect(run.exit).toBe(0);
    expect(run.calls.filter((call) => call !== 'plan.operations')).toEqual([
      'sync.now',
      'plan.make',
      'plan.apply',
      'sync.now',
    ]);
    expect(JSON.parse(run.out)).toMatchObject({
      applied: 3,
      failed: 0,
      operations: [0, 1, 2].map((number) => ({ ...operation(number), outcome: 'done' })),
    });
  });

  it('has nothing to apply where nothing differs', async () => {
    const run = await cli(['apply', '--yes'], { handlers: server({ operations: 0 }) });
    expect(run).toMatchObject({ exit: 0, out: 'Nothing to do on the server.\n' });
    expect(run.calls).not.toContain('plan.apply');
  });

  it('exits 1 and names what failed, with what is to be done', async () => {
    const run = await cli(['apply', '--yes', '--json'], {
      handlers: server({ operations: 3, failed: 1 }),
    });
    expect(run.exit).toBe(1);
    expect(JSON.parse(run.out)).toMatchObject({
      applied: 2,
      failed: 1,
      operations: [{ outcome: 'failed', error: { message: 'It broke.' } }, {}, {}],
    });
    expect(run.err).toContain('shop_t_0: It broke.');
    expect(run.err).toContain('again');
  });

  it('exits 1 for refusals alone', async () => {
    const run = await cli(['apply', '--yes'], {
      handlers: server({ operations: 0, refusals: [refusal] }),
    });
    expect(run).toMatchObject({
      exit: 1,
      out: 'Nothing to apply on the server; 1 tenant is refused.\n',
    });
    expect(run.err).toContain('refused other');
  });

  it('tells when what it did could not be replicated', async () => {
    let rounds = 0;
    const now = () => {
      rounds += 1;
      if (rounds > 1) throw new ConsoleError('server-refused', 'The server went away.');
      return synced;
    };
    const run = await cli(['apply', '--yes', '--json'], {
      handlers: server({ operations: 1, handlers: { 'sync.now': now } }),
    });
    expect(run.exit).toBe(1);
    expect(JSON.parse(run.out)).toMatchObject({
      applied: 1,
      syncError: { code: 'server-refused' },
    });
  });

  it('asks at a terminal, and does nothing without a yes', async () => {
    const handlers = server({ operations: 2 });
    const no = await cli(['apply'], { handlers, typed: '' });
    expect(no.exit).toBe(1);
    expect(no.err).toContain('Do 2 operations for 1 tenant on the server?');
    expect(no.calls).not.toContain('plan.apply');
    expect((await cli(['apply'], { handlers, typed: 'y' })).exit).toBe(0);
  });

  it('asks nobody where there is no terminal, and says --yes', async () => {
    const run = await cli(['apply'], { handlers: server({ operations: 2 }) });
    expect(run).toMatchObject({ exit: 1, calls: [] });
    expect(run.err).toContain('--yes');
  });

  it('is cancelled through the console and then tells what was done', async () => {
    const ending = new AbortController();
    let finish: (report: object) => void = () => undefined;
    const handlers = server({
      operations: 2,
      handlers: {
        'plan.apply': () =>
          new Promise((resolve) => {
            finish = resolve;
            ending.abort();
          }),
        'plan.cancel': () => {
          finish({
            applied: 1,
            failed: 0,
            skipped: 1,
            cancelled: true,
            outcomes: [
              { id: operation(0).id, outcome: 'done' },
              { id: operation(1).id, outcome: 'skipped', because: 'cancelled' },
            ],
          });
          return null;
        },
      },
    });
    const run = await cli(['apply', '--yes', '--json'], { handlers, signal: ending.signal });
    expect(run).toMatchObject({ exit: 1, closed: true });
    expect(JSON.parse(run.out)).toMatchObject({
      applied: 1,
      skipped: 1,
      cancelled: true,
      operations: [{ outcome: 'done' }, { outcome: 'skipped', because: 'cancelled' }],
    });
  });

  it('gives up at once where nothing was begun', async () => {
    const ending = new AbortController();
    const handlers = {
      'sync.now': () => {
        ending.abort();
        return new Promise(() => undefined);
      },
    };
    const run = await cli(['apply', '--yes', '--json'], { handlers, signal: ending.signal });
    expect(run).toMatchObject({ exit: 1, closed: true });
    expect(JSON.parse(run.out)).toMatchObject({ error: { code: 'cancelled' } });
  });

  it('shows progress on a terminal only, and colours only there', async () => {
    const tell: CliHarness['tell'] = (progress) => {
      progress({
        planId: 'plan-1',
        total: 2,
        done: 1,
        failed: 0,
        skipped: 0,
        running: true,
        latest: [],
      });
    };
    const handlers = server({ operations: 2 });
    const seen = await cli(['apply', '--yes'], { handlers, tell, typed: '' });
    expect(seen.err).toContain('applying 1 of 2');
    const plain = await cli(['apply', '--yes'], { handlers, tell });
    expect(plain.err).toBe('');
    const noColor = await cli(['apply', '--bogus'], { typed: '', env: { NO_COLOR: '1' } });
    expect(noColor.err).not.toMatch(/\[3\dm/);
    expect((await cli(['apply', '--bogus'], { typed: '' })).err).toMatch(/\[3\dm/);
  });
});
