import { describe, expect, it } from 'vitest';
import type { Lease } from '../../../../src/shared/documents/lease.ts';
import {
  decideLease,
  leaseStanding,
  type LeaseLeaf,
} from '../../../../src/shared/planning/lease-rules.ts';

const start = Date.parse('2026-03-01T12:00:00.000Z');
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();
const me = { deviceId: 'my-device', ownTokens: new Set(['mine-before']), precedence: 5000 };

function leaf(change: Partial<Lease> = {}, rev = '3-a'): LeaseLeaf {
  const lease: Lease = {
    _id: 'lease',
    type: 'lease',
    token: 'other-token',
    device_id: 'other-device',
    device: 'other',
    actor: 'bob',
    purpose: 'apply',
    acquiredAt: at(0),
    renewedAt: at(0),
    expiresAt: at(30),
    requested_by: null,
    ...change,
  };
  return { rev, lease };
}

function look(leaves: readonly LeaseLeaf[], seconds: number, unchangedFor = 0) {
  return { leaves, serverTime: start + seconds * 1000, unchangedFor };
}

describe('whether the lease may be taken', () => {
  it('where there is none yet', () => {
    expect(decideLease(look([], 0), me)).toEqual({ do: 'take', over: null, remove: [] });
  });

  it('not while somebody has it, and over it from the second in which it expires by the server', () => {
    expect(decideLease(look([leaf()], 29), me)).toMatchObject({
      do: 'wait',
      holder: { device: 'other' },
      ask: null,
    });
    expect(decideLease(look([leaf()], 30), me)).toMatchObject({ do: 'take', over: '3-a' });
  });

  it('at once where it was given back, or left behind by a process of this directory', () => {
    expect(decideLease(look([leaf({ token: null })], 1), me)).toMatchObject({ do: 'take' });
    expect(decideLease(look([leaf({ token: 'mine-before' })], 1), me)).toMatchObject({
      do: 'take',
    });
    // Another device with the same id is a copy of this directory, not this process.
    const copy = leaf({ device_id: 'my-device', token: 'of-the-copy' });
    expect(decideLease(look([copy], 1), me)).toMatchObject({ do: 'wait' });
  });

  it('asks an agent to let go, once', () => {
    const agent = leaf({ purpose: 'agent' });
    expect(decideLease(look([agent], 1), me)).toMatchObject({ do: 'wait', ask: { over: '3-a' } });
    const asked = { device_id: 'my-device', device: 'me', at: at(1) };
    const waiting = leaf({ purpose: 'agent', requested_by: asked });
    expect(decideLease(look([waiting], 1), me)).toMatchObject({ do: 'wait', ask: null });
  });

  it('lets whoever asked go first, for some seconds', () => {
    const asked = { device_id: 'third', device: 'third', at: at(1) };
    const free = leaf({ token: null, renewedAt: at(10), requested_by: asked });
    expect(decideLease(look([free], 12), me)).toMatchObject({ do: 'wait' });
    expect(decideLease(look([free], 12), { ...me, deviceId: 'third' })).toMatchObject({
      do: 'take',
    });
    expect(decideLease(look([free], 15), me)).toMatchObject({ do: 'take' });
  });

  it('not for ever from a date that a wrong clock wrote', () => {
    const future = leaf({ renewedAt: at(1_000_000), expiresAt: at(1_000_030) });
    expect(decideLease(look([future], 0, 31_000), me)).toMatchObject({ do: 'wait' });
    expect(decideLease(look([future], 0, 32_000), me)).toMatchObject({ do: 'take' });
    const endless = leaf({ expiresAt: at(10_000_000) });
    expect(decideLease(look([endless], 0, 122_000), me)).toMatchObject({ do: 'take' });
  });

  it('of one that cannot be read only after a minute without a change', () => {
    const unreadable = { rev: '1-x', lease: null };
    expect(decideLease(look([unreadable], 0, 59_000), me)).toMatchObject({ do: 'wait' });
    expect(decideLease(look([unreadable], 0, 60_000), me)).toMatchObject({ do: 'take' });
  });

  it('of several leaves not while any one binds; then the others are removed', () => {
    const winner = leaf({ token: null }, '4-b');
    expect(decideLease(look([winner, leaf()], 1), me)).toMatchObject({ do: 'wait' });
    expect(decideLease(look([winner, leaf()], 30), me)).toEqual({
      do: 'take',
      over: '4-b',
      remove: ['3-a'],
    });
  });
});

describe('whether the lease is still held', () => {
  const mine = leaf({ token: 'my-token' }, '5-m');

  it('while the document has the token, and not when it has another one or is gone', () => {
    expect(leaseStanding(look([mine], 1), 'my-token')).toMatchObject({ is: 'mine', remove: [] });
    expect(leaseStanding(look([leaf()], 1), 'my-token')).toMatchObject({
      is: 'lost',
      to: { device: 'other' },
    });
    expect(leaseStanding(look([], 1), 'my-token')).toEqual({ is: 'lost', to: null });
  });

  it('against a rival leaf only where CouchDB lets it win', () => {
    expect(leaseStanding(look([mine, leaf()], 1), 'my-token')).toMatchObject({
      is: 'mine',
      remove: ['3-a'],
    });
    expect(leaseStanding(look([leaf({}, '6-z'), mine], 1), 'my-token')).toMatchObject({
      is: 'lost',
      to: { device: 'other' },
    });
  });
});
