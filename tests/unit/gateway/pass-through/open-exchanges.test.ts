import { describe, expect, it } from 'vitest';
import { createOpenExchanges } from '../../../../src/gateway/pass-through/open-exchanges.ts';
import type { Caller } from '../../../../src/gateway/caller.ts';
import type { GatewayChange } from '../../../../src/gateway/registry/gateway-registry.ts';
import { manualClock } from '../../../support/manual-clock.ts';

const caller = (tenantId: string, subject = 'apikey:k'): Caller => ({
  token: 't',
  claims: {
    iss: 'https://gateway.example.org',
    sub: subject,
    iat: 1,
    exp: 2,
    jti: 'j',
    tenant_id: tenantId,
    epoch: 1,
    access: 'read',
    '_couchdb.roles': ['r'],
  },
  kind: 'api-key',
  subject,
  tenantId,
  epoch: 1,
  access: 'read',
  databases: null,
  keyId: 'k',
  userId: null,
  role: null,
  expiresAt: 0,
});

function scene() {
  const clock = manualClock();
  const ending = new AbortController();
  const good = new Set(['a', 'b']);
  const asked: string[] = [];
  let tell: (change: GatewayChange) => void = () => undefined;
  const open = createOpenExchanges({
    callers: {
      stillGood: ({ tenantId }) => {
        asked.push(tenantId);
        return good.has(tenantId);
      },
    },
    registry: {
      onChange: (listener) => {
        tell = listener;
        return () => {
          tell = () => undefined;
        };
      },
    },
    clock,
    ending: ending.signal,
  });
  const ended: string[] = [];
  const add = (tenantId: string, feed = true) =>
    open.add(caller(tenantId), feed, () => ended.push(tenantId));
  const change = (tenants: readonly string[]) => {
    tell({ documents: [{ id: 'x', tenants }], everything: false });
  };
  return { clock, ending, good, asked, open, ended, add, change };
}

describe('what is open', () => {
  it('ends at once when the registry takes access away, and only of that tenant', () => {
    const { add, good, change, ended, open } = scene();
    add('a');
    add('b');
    good.clear();
    change(['a']);
    expect([ended, open.size()]).toEqual([['a'], 1]);
    change([]);
    expect(ended).toEqual(['a', 'b']);
  });

  it('is looked at every second while there is something, for tokens that expire', async () => {
    const { add, good, clock, ended, asked, open } = scene();
    const release = add('a');
    add('b', false);
    await clock.advance(900);
    expect(asked).toEqual([]);
    good.delete('b');
    await clock.advance(200);
    expect(ended).toEqual(['b']);
    release();
    const before = asked.length;
    await clock.advance(5_000);
    expect([asked.length, open.size()]).toEqual([before, 0]);
  });

  it('ends with the gateway', () => {
    const { add, ending, ended } = scene();
    add('a');
    ending.abort();
    expect(ended).toEqual(['a']);
  });

  it('is limited for feeds of one caller', () => {
    const { add, open } = scene();
    const releases = Array.from({ length: 500 }, () => add('a'));
    expect(() => add('a')).toThrow('Too many feeds');
    expect(() => add('a', false)).not.toThrow();
    releases[0]?.();
    releases[0]?.();
    add('a');
    expect(open.size()).toBe(501);
  });
});
