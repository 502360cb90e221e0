import { describe, expect, it } from 'vitest';
import { cli } from '../../support/cli-harness.ts';

const page = { rows: [], total: 0, counts: {} };
const handlers = { 'tenants.list': () => page };

describe('the arguments', () => {
  it.each([
    [['--json', '--data', '/d', 'tenant', 'list']],
    [['tenant', '--json', 'list', '--data=/d']],
    [['tenant', 'list', '--data', '/d', '--json']],
  ])('takes --json and --data anywhere: %j', async (argv) => {
    const run = await cli(argv, { handlers });
    expect(run).toMatchObject({ exit: 0, directory: '/d', err: '', closed: true });
    expect(JSON.parse(run.out)).toEqual({ tenants: [] });
  });

  it('works on the default directory unless told otherwise', async () => {
    expect(await cli(['tenant', 'list'], { handlers })).toMatchObject({ directory: '/default' });
  });

  it.each([
    [[], 'A command is missing.'],
    [['tenant'], 'A command is missing.'],
    [['nonsense'], 'nonsense'],
    [['tenant', 'create', 'acme'], '--name'],
    [['tenant', 'create', '--name', 'A'], 'key'],
    [['tenant', 'list', '--state', 'odd'], 'odd'],
    [['tenant', 'list', 'extra'], 'Too many arguments'],
    [['status', '--data', ''], 'It is empty'],
    [['status', '--data='], 'It is empty'],
    [['status', '--data'], '--data'],
    [['status', '--data', '--verbose'], '--data'],
    [['plan', '--dry-run'], '--dry-run'],
  ])('refuses %j with a sentence and a remedy', async (argv, words) => {
    const run = await cli(argv);
    expect(run).toMatchObject({ exit: 1, out: '', calls: [], directory: null });
    expect(run.err).toContain(words);
    expect(run.err).toContain('mycouch --help');
    const inJson = await cli(['--json', ...argv]);
    expect(inJson.exit).toBe(1);
    expect(JSON.parse(inJson.out)).toMatchObject({ error: { code: 'invalid-input' } });
    expect(inJson.out).toContain(words);
  });

  it('repeats no value of an option it does not know', async () => {
    const run = await cli(['apply', '--password=hunter2', '--json']);
    expect(run.exit).toBe(1);
    expect(run.out + run.err).not.toContain('hunter2');
  });

  it('prints help and version on standard output', async () => {
    const help = await cli(['--help']);
    expect(help).toMatchObject({ exit: 0, err: '', directory: null });
    expect(help.out).toContain('MYCOUCH_VAULT_PASSPHRASE');
    expect(help.out).toContain('tenant');
    expect(help.out).toContain('a tenant that is refused');
    expect(await cli(['--version'])).toMatchObject({ exit: 0, out: '1.2.3\n' });
    expect(JSON.parse((await cli(['--json', 'apply', '--help'])).out)).toHaveProperty('help');
  });
});
