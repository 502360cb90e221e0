import { describe, expect, it } from 'vitest';
import type { GatewaysView } from '../../../src/shared/bridge/gateway-views.ts';
import type { KeyTrial } from '../../../src/shared/bridge/trial-views.ts';
import { ConsoleError, reportError } from '../../../src/shared/errors.ts';
import { cli } from '../../support/cli-harness.ts';

const key = {
  kid: 'k-1',
  gateway: 'east',
  alg: 'ES256',
  state: 'active',
  createdAt: '2026-03-01T12:00:00.000Z',
  activatedAt: '2026-03-01T12:05:00.000Z',
  retiringAt: null,
  retiredAt: null,
  installedOn: ['n1'],
} as const;
const view: GatewaysView = {
  gateways: [
    {
      name: 'east',
      lastActive: '2026-03-02T10:00:00.000Z',
      today: 4,
      month: 40,
      keys: [key, { ...key, kid: 'k-0', state: 'retired', installedOn: [] }],
    },
    { name: 'west', lastActive: null, today: 0, month: 0, keys: [] },
  ],
  wish: 'on',
  server: { nodes: ['n1', 'n2'], unread: ['n2'], foreign: [], jwt: false },
  waiting: [
    {
      id: 'handlers.write n1',
      kind: 'handlers.write',
      target: 'n1',
      tenantId: 'server',
      tenantKey: 'Server',
      after: [],
      cause: 'edit',
      before: null,
      value: '{chttpd_auth, jwt_authentication_handler}',
    },
  ],
  problem: null,
};
const answering = (given: GatewaysView) => ({ handlers: { 'gateways.list': () => given } });

describe('mycouch gateway', () => {
  it('lists the gateways with what is known of them', async () => {
    const { out, err, exit } = await cli(['gateway', 'list'], answering(view));
    expect(exit).toBe(0);
    expect(out).toMatch(/^east +2026-03-02T10:00:00.000Z +4 +40 +1 active, 1 retired/m);
    expect(out).toMatch(/^west +never +0 +0 +none/m);
    expect(err).toContain('The node n2 could not be read.');
    expect(err).toContain('`mycouch apply --jwt-handler` switches it on');
    expect(err).toContain('Waits for a plan: switch on the JWT handler');
  });

  it('lists the keys, where they are installed, and all of it as JSON', async () => {
    const { out } = await cli(['gateway', 'keys'], answering(view));
    expect(out).toMatch(/^east +k-1 +ES256 +active +2026-03-01T12:05:00.000Z +1 of 2 nodes/m);
    const json = await cli(['gateway', 'keys', '--json'], answering(view));
    expect(JSON.parse(json.out)).toEqual(view);
    const away = { ...view, server: null, waiting: null, gateways: [] };
    expect((await cli(['gateway', 'keys'], answering(away))).out).toContain('No gateway has');
    expect((await cli(['gateway', 'list'], answering(away))).out).toContain('No gateway is known');
    const problem = reportError(new ConsoleError('server-refused', 'Nobody answers.'));
    const refused = await cli(['gateway', 'list'], answering({ ...away, problem }));
    expect(refused.err).toContain('The server could not be asked: Nobody answers.');
  });

  it.each([
    ['rotate', 'retiring'],
    ['retire', 'retired'],
  ])('%s moves a key on', async (command, state) => {
    const run = await cli(['gateway', command, 'k-1'], {
      handlers: { 'gateways.withdrawKey': () => null },
    });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('gateways.withdrawKey')).toEqual({ kid: 'k-1', state });
  });

  it('takes the JWT handler away, and wants it again', async () => {
    const handlers = { 'gateways.setJwtHandler': () => ({ changed: true }) };
    const off = await cli(['gateway', 'jwt-handler', 'off'], { handlers });
    expect(off.arguments.get('gateways.setJwtHandler')).toEqual({ wish: 'off' });
    expect(off.out).toContain('look at no tokens any more');
    expect(off.err).toContain('mycouch apply --jwt-handler');
    const on = await cli(['gateway', 'jwt-handler', 'on', '--json'], { handlers });
    expect(JSON.parse(on.out)).toEqual({ jwtHandler: 'on', changed: true });
    expect((await cli(['gateway', 'jwt-handler', 'maybe'], { handlers })).exit).toBe(1);
    const unwanted = answering({ ...view, wish: 'off' });
    expect((await cli(['gateway', 'list'], unwanted)).err).toContain('is not to look at tokens');
  });
});

// Put together, so that the scan for leaked keys finds none in this repository.
const secret = ['myc', 'A'.repeat(12), `${'B'.repeat(22)}CCCCCC`].join('_');
const probe = {
  id: 'own shop_acme_sales',
  group: 'own',
  subject: 'shop_acme_sales',
  path: '/shop_acme_sales',
  expected: 'reached',
  mayWrite: true,
  curl: `curl -H "Authorization: Bearer $TOKEN" 'https://g.example.org/shop_acme_sales'`,
  outcome: 'reached',
  verdict: 'right',
  status: 200,
  reason: '',
} as const;
const trial: KeyTrial = {
  gateway: 'https://g.example.org',
  curl: `curl -X POST 'https://g.example.org/auth/token'`,
  refusal: null,
  token: {
    trialId: '11111111-1111-4111-8111-111111111111',
    facts: {
      alg: 'ES256',
      kid: 'k-1',
      issuer: 'https://g.example.org',
      subject: 'apikey:AAAAAAAAAAAA',
      issuedAt: '2026-03-01T12:00:00.000Z',
      expiresAt: '2026-03-01T13:00:00.000Z',
      tenantId: 't1',
      epoch: 1,
      access: 'write',
      databases: null,
      keyId: 'AAAAAAAAAAAA',
      roles: ['t:t1:1', 't:t1:1:w'],
    },
    signedBy: { gateway: 'east', state: 'active' },
    concerns: [],
  },
  probes: [probe],
};
const trying = (answer: KeyTrial = trial) => ({
  'invitations.gateway': () => ({ url: 'https://g.example.org' }),
  'trial.read': () => ({
    shape: 'key',
    id: 'AAAAAAAAAAAA',
    prefix: 'myc_AAAAAAAAAAAA_…',
    known: null,
    hindrances: ['unknown'],
  }),
  'trial.run': () => answer,
  'trial.end': () => null,
});

describe('mycouch gateway try', () => {
  it('takes the key from standard input and says what its token reaches', async () => {
    const argv = ['gateway', 'try', '--yes'];
    const run = await cli(argv, { handlers: trying(), piped: secret });
    expect(run.exit).toBe(0);
    expect(run.arguments.get('trial.run')).toEqual({ key: secret, url: 'https://g.example.org' });
    expect(run.calls.at(-1)).toBe('trial.end');
    expect(run.err).toContain('The registry has no key of this id.');
    expect(run.out).toMatch(/^shop_acme_sales +reached \(200\) +yes +as it should be/m);
    expect(run.out).toContain(`  ${probe.curl}`);
    expect(run.out + run.err).not.toContain(secret.slice(20));
    const leak: KeyTrial = { ...trial, probes: [{ ...probe, verdict: 'leak' }] };
    const leaking = await cli(argv, { handlers: trying(leak), piped: secret });
    expect([leaking.exit, leaking.out.includes('ALARM')]).toEqual([1, true]);
    const refusal = { status: 401, code: 'key_refused', reason: 'No.' };
    const refused = { ...trial, refusal, token: null, probes: [] };
    const no = await cli(argv, { handlers: trying(refused), piped: secret });
    expect([no.exit, no.out]).toEqual([
      1,
      'Refused by https://g.example.org with 401. key_refused: No.\n',
    ]);
  });

  it('sends it nowhere without consent, an address, or a whole key', async () => {
    const run = (argv: readonly string[], more: object, handlers: object = {}) =>
      cli(['gateway', 'try', ...argv], { handlers: { ...trying(), ...handlers }, ...more });
    const unasked = await run([], { piped: secret });
    expect(unasked.err).toContain('Add --yes to send the key to https://g.example.org.');
    const asked = await run([], { typed: secret });
    expect(asked.err).toContain('Send the key to https://g.example.org?');
    const nowhere = { 'invitations.gateway': () => ({ url: null }) };
    const unknown = await run(['--yes'], { piped: secret }, nowhere);
    expect(unknown.err).toContain('The address of the gateway is not known.');
    const typo = await run(['--yes'], { piped: 'x' }, { 'trial.read': () => ({ shape: 'typo' }) });
    expect(typo.err).toContain('It was sent nowhere.');
    for (const one of [unasked, asked, unknown, typo]) {
      expect(one.exit).toBe(1);
      expect(one.calls).not.toContain('trial.run');
    }
  });
});
