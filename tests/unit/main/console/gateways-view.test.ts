import { describe, expect, it } from 'vitest';
import { ServerFailedError } from '../../../../src/couch/errors.ts';
import type { Requester } from '../../../../src/couch/transport.ts';
import { gatewaysView } from '../../../../src/main/console/gateways-view.ts';
import type { ConnectionInfo } from '../../../../src/shared/bridge/views.ts';
import type { Server } from '../../../../src/shared/documents/server.ts';
import {
  signingKeyDocumentId,
  type SigningKey,
} from '../../../../src/shared/documents/signing-key.ts';
import { usageDocumentId } from '../../../../src/shared/documents/usage.ts';
import { ConsoleError } from '../../../../src/shared/errors.ts';
import { emptySnapshot } from '../../../support/empty-snapshot.ts';

const now = '2026-03-02T12:00:00.000Z';
const uuid = '11111111111111111111111111111111';
const pem = (body: string) => `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----\n`;
const inConfig = (body: string) => pem(body).trim().replaceAll('\n', '\\n');
const key = (kid: string, more: Partial<SigningKey> = {}): SigningKey => ({
  _id: signingKeyDocumentId(kid),
  type: 'signing_key',
  kid,
  gateway: 'east',
  alg: 'ES256',
  public_key: pem(kid),
  state: 'active',
  activatedAt: null,
  retiringAt: null,
  retiredAt: null,
  createdAt: '2026-03-01T12:00:00.000Z',
  createdBy: 'east',
  updatedAt: now,
  updatedBy: 'anna',
  ...more,
});
const connected: ConnectionInfo = {
  serverId: `server_${uuid}`,
  name: 'live',
  url: 'https://couch.example.org',
  couchdbUuid: uuid,
  version: '3.5.0',
  practice: false,
  mayApply: true,
  production: false,
  readOnly: false,
  operatorAccount: 'mycouch-anna',
};
const server: Server = {
  _id: `server_${uuid}`,
  type: 'server',
  couchdb_uuid: uuid,
  name: 'live',
  url: connected.url,
  practice: false,
  createdAt: now,
  createdBy: 'anna',
  updatedAt: now,
  updatedBy: 'anna',
};

/** A cluster of three: the first as it should be, the second with a handler of its own, the third silent. */
function cluster(keys: Readonly<Record<string, string>>, active: readonly string[]) {
  const answers: Readonly<Record<string, unknown>> = {
    _membership: { all_nodes: ['n1', 'n2', 'n3'], cluster_nodes: ['n1', 'n2', 'n3'] },
    _session: {
      userCtx: { name: 'admin', roles: ['_admin'] },
      info: { authentication_handlers: active },
    },
    '_node/n1/_config/jwt_keys': keys,
    '_node/n1/_config/chttpd': {},
    '_node/n2/_config/jwt_keys': {},
    '_node/n2/_config/chttpd': { authentication_handlers: '{own, handler}' },
  };
  const request: Requester['request'] = ({ path }) => {
    const body = answers[path.join('/')];
    const failure = {
      method: 'GET',
      path: '/',
      status: 500,
      error: 'down',
      reason: 'down',
    } as const;
    return body === undefined
      ? Promise.reject(new ServerFailedError(failure, { message: 'Down.', remedy: 'Wait.' }))
      : Promise.resolve({ status: 200, headers: new Map(), body });
  };
  return { request };
}

type Snapshot = typeof emptySnapshot;
const look = (
  snapshot: Partial<Snapshot>,
  info: ConnectionInfo | null = null,
  admin: () => Promise<Requester> = () =>
    Promise.reject(new ConsoleError('server-refused', 'Nobody answers.')),
) =>
  gatewaysView(
    {
      snapshot: () => ({ ...emptySnapshot, servers: new Map([[server._id, server]]), ...snapshot }),
    },
    { current: () => info, admin },
    now,
  );
const keysOf = (...list: readonly SigningKey[]) => ({
  signingKeys: new Map(list.map((one) => [one.kid, one])),
});

describe('the gateways (G1, K6)', () => {
  it('are those that made a key or counted, with the newest that is known of each', async () => {
    const usage = (gateway: string, day: string, count: number) => ({
      _id: usageDocumentId('k1', gateway, day),
      type: 'usage' as const,
      key_id: 'k1',
      tenant_id: '11111111-1111-4111-8111-111111111111',
      gateway,
      day,
      count,
      last_used: `${day}T10:00:00.000Z`,
      updatedAt: now,
      updatedBy: gateway,
    });
    const view = await look({
      ...keysOf(
        key('old', { state: 'retired', createdAt: '2026-01-01T00:00:00.000Z' }),
        key('new', { activatedAt: '2026-03-01T13:00:00.000Z' }),
      ),
      usage: new Map([['k1', [usage('west', '2026-03-02', 4), usage('east', '2026-02-02', 3)]]]),
    });
    expect(view).toMatchObject({ server: null, waiting: null, problem: null, wish: 'on' });
    expect(view.gateways).toMatchObject([
      {
        name: 'east',
        lastActive: '2026-03-01T13:00:00.000Z',
        today: 0,
        month: 3,
        keys: [
          { kid: 'new', installedOn: null },
          { kid: 'old', installedOn: null },
        ],
      },
      { name: 'west', lastActive: '2026-03-02T10:00:00.000Z', today: 4, month: 4, keys: [] },
    ]);
    expect(JSON.stringify(view)).not.toContain('PUBLIC KEY');
  });

  it('come with what each node has, and what a plan would do', async () => {
    const view = await look(keysOf(key('here'), key('there', { state: 'next' })), connected, () =>
      Promise.resolve(
        cluster({ 'ec:here': inConfig('here'), 'ec:there': inConfig('x') }, ['cookie']),
      ),
    );
    expect(view.server).toEqual({
      nodes: ['n1', 'n2', 'n3'],
      unread: ['n3'],
      foreign: ['n2'],
      jwt: false,
    });
    expect(view.gateways[0]?.keys.map(({ kid, installedOn }) => [kid, installedOn])).toEqual([
      ['here', ['n1']],
      ['there', []],
    ]);
    expect(view.waiting?.map(({ id }) => id)).toEqual([
      'jwtkey.write n1 ec:there',
      'jwtkey.write n2 ec:here',
      'jwtkey.write n2 ec:there',
      'handlers.write n1',
    ]);
  });

  it('wait for the handler to be taken away where somebody decided so', async () => {
    const view = await look(
      { servers: new Map([[server._id, { ...server, jwtHandler: 'off' }]]) },
      connected,
      () => Promise.resolve(cluster({}, ['cookie', 'jwt'])),
    );
    expect(view).toMatchObject({ wish: 'off', server: { jwt: true } });
    expect(view.waiting).toMatchObject([{ id: 'handlers.write n1', before: null, value: null }]);
  });

  it('are listed without the server too, with the reason', async () => {
    const view = await look(keysOf(key('k')), connected);
    expect(view).toMatchObject({ server: null, problem: { code: 'server-refused' } });
    expect(view.gateways).toHaveLength(1);
    expect(await look(keysOf(key('k')), { ...connected, mayApply: false })).toMatchObject({
      server: null,
      problem: null,
    });
  });
});
