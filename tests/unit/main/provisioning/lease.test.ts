import { beforeEach, describe, expect, it } from 'vitest';
import { ServerRefusedError } from '../../../../src/couch/errors.ts';
import type { Requester } from '../../../../src/couch/transport.ts';
import type { HeldLease } from '../../../../src/main/provisioning/hold-lease.ts';
import { acquireLease, type LeaseOptions } from '../../../../src/main/provisioning/lease.ts';
import { createLeaseKeeper } from '../../../../src/main/provisioning/lease-keeper.ts';
import { leaseTimes } from '../../../../src/main/provisioning/lease-times.ts';
import { LeaseServer } from '../../../support/lease-server.ts';
import { manualClock, settled, type ManualClock } from '../../../support/manual-clock.ts';

let clock: ManualClock;
let server: LeaseServer;
let reachable: boolean;
let tokens: number;

beforeEach(() => {
  clock = manualClock();
  server = new LeaseServer(() => clock.now().getTime());
  reachable = true;
  tokens = 0;
});

const transport: Requester = {
  request: (request) => {
    if (reachable) return Promise.resolve(server.handle(request));
    const failure = { method: 'GET', path: '/', status: null, error: null, reason: null };
    return Promise.reject(new ServerRefusedError(failure, { message: 'away', remedy: '' }));
  },
};

function party(name: string, remembered: readonly string[] = []): LeaseOptions {
  const known = new Set(remembered);
  return {
    device: { id: `id-of-${name}`, name },
    actor: 'anna',
    purpose: 'apply',
    times: leaseTimes,
    clock,
    stopwatch: () => {
      const begun = clock.now().getTime();
      const elapsed = () => clock.now().getTime() - begun;
      return { atMost: elapsed, atLeast: elapsed };
    },
    uuid: () => {
      tokens += 1;
      return `00000000-0000-4000-8000-${String(tokens).padStart(12, '0')}`;
    },
    memory: {
      tokens: () => known,
      remember: (token) => {
        known.add(token);
        return Promise.resolve();
      },
    },
  };
}

/** What a promise came to so far. */
function watched<T>(work: Promise<T>): { value: T | null; error: unknown } {
  const state: { value: T | null; error: unknown } = { value: null, error: null };
  work.then(
    (value) => {
      state.value = value;
    },
    (error: unknown) => {
      state.error = error;
    },
  );
  return state;
}

const taken = () => server.winner?.body;

describe('taking the lease', () => {
  it('writes who has it, and gives it back', async () => {
    const lease = await acquireLease(transport, party('a'));
    expect(taken()).toMatchObject({ type: 'lease', device: 'a', actor: 'anna', purpose: 'apply' });
    expect(lease.held()).toBeNull();
    await lease.release();
    expect(taken()).toMatchObject({ token: null, device: 'a' });
    expect(lease.held()).toMatchObject({ code: 'lease-lost' });
  });

  it('waits for who has it, and takes it as soon as it is given back', async () => {
    const first = await acquireLease(transport, party('a'));
    const second = watched(acquireLease(transport, party('b')));
    await clock.advance(20_000);
    expect(second).toEqual({ value: null, error: null });
    await first.release();
    await clock.advance(1000);
    expect(second.value?.held()).toBeNull();
    expect(taken()).toMatchObject({ device: 'b' });
  });

  it('ends with who has it and since when, after the patience', async () => {
    await acquireLease(transport, party('a'));
    const second = watched(acquireLease(transport, party('b')));
    await clock.advance(46_000);
    expect(second.error).toMatchObject({ code: 'lease-held' });
    expect(String(second.error)).toMatch('a (anna, since 2026-03-01T12:00:00.000Z)');
  });

  it('can be given up while waiting', async () => {
    await acquireLease(transport, party('a'));
    const control = new AbortController();
    const second = watched(acquireLease(transport, { ...party('b'), signal: control.signal }));
    await clock.advance(1000);
    control.abort();
    await clock.advance(1);
    expect(second.error).toMatchObject({ code: 'cancelled' });
  });

  it('is free at once for the directory whose process died with it, and for others after its time', async () => {
    const dead = party('a');
    await acquireLease(transport, dead);
    const token = String(taken()?.['token']);
    // Its renewals end with it.
    clock = manualClock(clock.now().getTime());
    const other = watched(acquireLease(transport, party('b')));
    await clock.advance(29_000);
    expect(other.value).toBeNull();
    const again = await acquireLease(transport, party('a', [token]));
    expect(again.held()).toBeNull();
    await again.release();
    await clock.advance(1000);
    expect(other.value?.held()).toBeNull();
  });

  it('is had by one of two who want it at the same moment', async () => {
    const both = [
      watched(acquireLease(transport, party('a'))),
      watched(acquireLease(transport, party('b'))),
    ];
    await clock.advance(2000);
    expect(both.filter(({ value }) => value !== null)).toHaveLength(1);
    expect(both.every(({ error }) => error === null)).toBe(true);
  });
});

describe('in a cluster', () => {
  it('a write that only a part has taken does not count, and the next one does', async () => {
    server.taken = 202;
    const lease = watched(acquireLease(transport, party('a')));
    await clock.advance(3000);
    expect(lease.value).toBeNull();
    server.taken = 201;
    await clock.advance(3000);
    expect(lease.value?.held()).toBeNull();
  });

  it('gives way where CouchDB lets another leaf win, and otherwise removes it', async () => {
    const lease = await acquireLease(transport, party('a'));
    const rival = { ...taken(), token: '00000000-0000-4000-8000-00000000ffff', device: 'rival' };
    server.fork(rival, '1-00000000');
    await clock.advance(10_000);
    expect(server.leaves).toHaveLength(1);
    expect(lease.held()).toBeNull();
    server.fork({ ...rival, ...expiring() }, '9-zzzzzzzz');
    await clock.advance(10_000);
    expect(lease.held()).toMatchObject({ code: 'lease-lost' });
    expect(lease.held()?.message).toMatch('rival');
  });
});

describe('holding the lease', () => {
  let lease: HeldLease;
  beforeEach(async () => {
    lease = await acquireLease(transport, party('a'));
  });

  it('renews it for as long as it is held', async () => {
    await clock.advance(300_000);
    expect(lease.held()).toBeNull();
    const other = watched(acquireLease(transport, party('b')));
    await clock.advance(1000);
    expect(other.value).toBeNull();
  });

  it('is not relied on any more well before others may take it, once the server is away', async () => {
    reachable = false;
    await clock.advance(24_900);
    expect(lease.held()).toBeNull();
    await clock.advance(200);
    expect(lease.held()).toMatchObject({ code: 'lease-lost' });
    reachable = true;
    await clock.advance(60_000);
    expect(lease.held()).toMatchObject({ code: 'lease-lost' });
  });

  it('goes on where the server is away for a moment only', async () => {
    reachable = false;
    await clock.advance(15_000);
    reachable = true;
    await clock.advance(120_000);
    expect(lease.held()).toBeNull();
  });

  it('is lost with a renewal that finds somebody else’s', async () => {
    server.leaves = [
      {
        rev: '9-other',
        body: { ...taken(), token: '00000000-0000-4000-8000-00000000ffff', device: 'b' },
      },
    ];
    await clock.advance(10_000);
    expect(lease.held()).toMatchObject({ code: 'lease-lost' });
    await lease.release();
    expect(taken()).toMatchObject({ device: 'b' });
  });

  it('keeps others out a little longer where the end of a request is not known', async () => {
    const other = watched(acquireLease(transport, party('b')));
    await lease.release(5000);
    await clock.advance(4000);
    expect(other.value).toBeNull();
    await clock.advance(2000);
    expect(other.value?.held()).toBeNull();
  });
});

describe('an agent', () => {
  it('keeps the lease between its runs, and lets go when another device asks', async () => {
    const agent = createLeaseKeeper({ ...party('agent') });
    const here = { couchdbUuid: 'u', transport };
    const { signal } = new AbortController();
    const run = () =>
      agent.during(here, 'agent', signal, ({ held }) =>
        Promise.resolve({ result: held(), unsettled: false }),
      );
    expect(await run()).toBeNull();
    const token = taken()?.['token'];
    await clock.advance(60_000);
    expect(await run()).toBeNull();
    expect(taken()).toMatchObject({ token, purpose: 'agent' });

    const laptop = watched(acquireLease(transport, party('laptop')));
    await settled();
    expect(taken()).toMatchObject({ device: 'agent', requested_by: { device: 'laptop' } });
    await clock.advance(10_500);
    expect(laptop.value?.held()).toBeNull();

    // It comes back after the laptop.
    const back = watched(run());
    await clock.advance(5000);
    expect(back.value).toBeNull();
    await laptop.value?.release();
    await clock.advance(1000);
    expect(back).toEqual({ value: null, error: null });
    expect(taken()).toMatchObject({ device: 'agent' });
    await agent.letGo();
    expect(taken()).toMatchObject({ token: null });
  });

  it('lets go in the middle of nothing but a run', async () => {
    const agent = createLeaseKeeper({ ...party('agent') });
    let end = (): void => undefined;
    const working = new Promise<void>((resolve) => {
      end = resolve;
    });
    const { signal } = new AbortController();
    const run = watched(
      agent.during({ couchdbUuid: 'u', transport }, 'agent', signal, async ({ held }) => {
        await working;
        return { result: held(), unsettled: false };
      }),
    );
    await settled();
    const laptop = watched(acquireLease(transport, party('laptop')));
    await clock.advance(25_000);
    expect(laptop.value).toBeNull();
    end();
    await clock.advance(1000);
    expect(run).toEqual({ value: null, error: null });
    expect(laptop.value?.held()).toBeNull();
  });
});

/** As somebody writes it who has taken it now. */
function expiring(): { readonly renewedAt: string; readonly expiresAt: string } {
  const now = clock.now().getTime();
  return {
    renewedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + leaseTimes.ttl).toISOString(),
  };
}
