import { describe, expect, it } from 'vitest';
import { setJwtHandler } from '../../../../src/shared/commands/set-jwt-handler.ts';
import { safestServer } from '../../../../src/shared/conflicts/safest-server.ts';
import type { JwtHandlerWish, Server } from '../../../../src/shared/documents/server.ts';
import { emptySnapshot } from '../../../support/empty-snapshot.ts';
import { testDigest } from '../../../support/test-digest.ts';

const now = '2026-03-01T12:00:00.000Z';
const server: Server = {
  _id: 'server_11111111111111111111111111111111',
  type: 'server',
  couchdb_uuid: '11111111111111111111111111111111',
  name: 'live',
  url: 'https://couch.example.org',
  practice: false,
  createdAt: now,
  createdBy: 'anna',
  updatedAt: now,
  updatedBy: 'anna',
};
const run = (known: Server | null, wish: JwtHandlerWish) =>
  setJwtHandler({ serverId: server._id, wish })(
    { ...emptySnapshot, servers: new Map(known === null ? [] : [[known._id, known]]) },
    { now: '2026-03-02T12:00:00.000Z', actor: 'ben', uuid: () => 'u', digest: testDigest },
  );

describe('whether CouchDB is to look at tokens (K6)', () => {
  it('is noted with who decided it, and back again', () => {
    const { documents, audit } = run(server, 'off');
    expect(documents).toMatchObject([{ name: 'live', jwtHandler: 'off', updatedBy: 'ben' }]);
    expect(audit).toMatchObject([
      { action: 'jwt_handler_set', details: { before: { jwtHandler: 'on' }, name: 'live' } },
    ]);
    expect(run({ ...server, jwtHandler: 'off' }, 'on').documents).toMatchObject([
      { jwtHandler: 'on' },
    ]);
  });

  it('is no write where it is so already, and nothing for a server that is not known', () => {
    expect(run(server, 'on')).toEqual({ documents: [], audit: [], result: { changed: false } });
    expect(() => run(null, 'off')).toThrow('does not know this server');
  });

  it('is off where one of two conflicting edits has it so', () => {
    const winner = { ...server, _rev: '2-b', jwtHandler: 'on' as const };
    const loser = { ...server, _rev: '2-a', jwtHandler: 'off' as const };
    expect(safestServer(winner, [loser])).toMatchObject({ jwtHandler: 'off' });
    expect(safestServer({ ...winner, marks_seen: ['2-a'] }, [loser])).toMatchObject({
      jwtHandler: 'on',
    });
  });
});
