import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyFileSchema, stepKeys, type OwnKey } from '../../../../src/gateway/tokens/key-states.ts';
import { roleProblem, tokenRoles } from '../../../../src/gateway/tokens/token-roles.ts';
import { signingKeyStates } from '../../../../src/shared/documents/signing-key.ts';

const settings = { algorithm: 'ES256' as const, rotateAfter: 90 * 86_400_000, settle: 30_000 };
const rank = ({ state }: OwnKey): number => signingKeyStates.indexOf(state);

const newKey = (kid: string, now: Date): OwnKey => ({
  kid,
  alg: 'ES256',
  publicKey: 'public',
  privateKey: 'private',
  state: 'next',
  createdAt: now.toISOString(),
  acceptedAt: null,
  activatedAt: null,
  retiringAt: null,
  retiredAt: null,
});

/** What may happen between two steps. */
const eventArbitrary = fc.record({
  wait: fc.oneof(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 10_000_000 })),
  accepts: fc.constantFrom(true, false, null),
  rotate: fc.boolean(),
  told: fc.constantFrom(null, null, null, 'retiring' as const, 'retired' as const),
});

describe('signing keys', () => {
  it('only ever move on, one signs at most, and none signs that CouchDB did not take', () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 60 }), (events) => {
        let now = new Date('2026-03-01T12:00:00.000Z');
        let keys: readonly OwnKey[] = [];
        let made = 0;
        const taken = new Set<string>();
        const ended = new Map<string, number>();
        for (const { wait, accepts, rotate, told } of events) {
          now = new Date(now.getTime() + wait);
          const asked = keys.filter(({ state }) => state === 'next' || state === 'active');
          const accepted = new Map(
            accepts === null ? [] : asked.map(({ kid }) => [kid, accepts] as const),
          );
          if (accepts === true) for (const { kid } of asked) taken.add(kid);
          const [first] = asked;
          const step = stepKeys(
            keys,
            {
              accepted,
              told: new Map(told === null || first === undefined ? [] : [[first.kid, told]]),
              rotate,
            },
            now,
            settings,
          );
          for (const key of step.keys) {
            const before = keys.find(({ kid }) => kid === key.kid);
            if (before !== undefined) expect(rank(key)).toBeLessThanOrEqual(rank(before));
            if (key.state === 'retiring' || key.state === 'retired') {
              expect(key.privateKey).toBeNull();
            } else expect(key.privateKey).not.toBeNull();
            if (key.state === 'active') expect(taken.has(key.kid)).toBe(true);
            if (key.state === 'retiring' && !ended.has(key.kid)) ended.set(key.kid, now.getTime());
            const since = ended.get(key.kid);
            if (key.state === 'retired' && since !== undefined && told !== 'retired') {
              const wasTold = before?.state === 'retired';
              if (!wasTold) expect(now.getTime() - since).toBeGreaterThanOrEqual(3_600_000);
            }
          }
          const states = step.keys.map(({ state }) => state);
          expect(states.filter((state) => state === 'active').length).toBeLessThanOrEqual(1);
          expect(states.filter((state) => state === 'next').length).toBeLessThanOrEqual(1);
          if (!step.makeNext && !states.includes('active')) expect(states).toContain('next');
          made += 1;
          keys = step.makeNext ? [...step.keys, newKey(`k${String(made)}`, now)] : step.keys;
        }
      }),
    );
  });

  it('wait before they replace one that works, and not where there is none', () => {
    const start = new Date('2026-03-01T12:00:00.000Z');
    const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
    const news = (kid: string) => ({
      accepted: new Map([[kid, true]]),
      told: new Map(),
      rotate: false,
    });
    const first = stepKeys([newKey('a', start)], news('a'), start, settings).keys;
    expect(first).toMatchObject([{ kid: 'a', state: 'active' }]);
    const both = [...first, newKey('b', start)];
    const seen = stepKeys(both, news('b'), at(1), settings).keys;
    expect(seen.map(({ state }) => state)).toEqual(['active', 'next']);
    expect(stepKeys(seen, news('b'), at(30), settings).keys[1]?.state).toBe('next');
    const refused = { ...news('b'), accepted: new Map([['b', false]]) };
    const later = stepKeys(
      stepKeys(seen, refused, at(20), settings).keys,
      news('b'),
      at(31),
      settings,
    );
    expect(later.keys[1]?.state).toBe('next');
    expect(stepKeys(seen, news('b'), at(31), settings).keys.map(({ state }) => state)).toEqual([
      'retiring',
      'active',
    ]);
  });

  it('are replaced when they are old, of another kind, or withdrawn by an operator', () => {
    const start = new Date('2026-03-01T12:00:00.000Z');
    const active: OwnKey = {
      ...newKey('a', start),
      state: 'active',
      activatedAt: start.toISOString(),
    };
    const quiet = { accepted: new Map(), told: new Map(), rotate: false };
    const makes = (news: Partial<typeof quiet>, now = start, more = settings) =>
      stepKeys([active], { ...quiet, ...news }, now, more).makeNext;
    expect(makes({})).toBe(false);
    expect(makes({ rotate: true })).toBe(true);
    expect(makes({}, new Date(start.getTime() + settings.rotateAfter))).toBe(true);
    expect(stepKeys([active], quiet, start, { ...settings, algorithm: 'RS256' }).makeNext).toBe(
      true,
    );
    for (const state of ['retiring', 'retired'] as const) {
      const told = new Map([['a', state]]);
      expect(stepKeys([active], { ...quiet, told }, start, settings).makeNext).toBe(true);
    }
  });
});

describe('a file of signing keys', () => {
  it.each([
    ['asked for every minute', 60_000, null],
    ['asked for every hour', 3_600_000, null],
    ['withdrawn as soon as they sign', 60_000, 'retired' as const],
  ])('can be read again after 500 keys were %s', (_how, wait, told) => {
    let now = new Date('2026-03-01T12:00:00.000Z');
    let keys: readonly OwnKey[] = [];
    for (let made = 0; made < 500; made += 1) {
      now = new Date(now.getTime() + wait);
      const active = keys.find(({ state }) => state === 'active');
      const step = stepKeys(
        keys,
        {
          accepted: new Map(keys.map(({ kid }) => [kid, true])),
          told: new Map(told === null || active === undefined ? [] : [[active.kid, told]]),
          rotate: true,
        },
        now,
        settings,
      );
      keys = step.makeNext
        ? [...step.keys, newKey(`k${'x'.repeat(20)}${String(made)}`, now)]
        : step.keys;
      const file = { version: 1, gateway: 'g1', keys };
      expect(keyFileSchema.safeParse(file).error).toBeUndefined();
    }
    expect(keys.some(({ state }) => state === 'active' || state === 'next')).toBe(true);
  });
});

describe('the roles of a token', () => {
  const tenantId = 'b3c1a0de-0000-4000-8000-000000000001';

  it('pass their own check, and those of any other reach do not', () => {
    const reach = fc.record({
      tenantId: fc.constantFrom(tenantId, 'b3c1a0de-0000-4000-8000-000000000002'),
      epoch: fc.integer({ min: 1, max: 12 }),
      access: fc.constantFrom('read' as const, 'write' as const),
      databases: fc.option(
        fc.uniqueArray(fc.constantFrom('products', 'sales', 'w', 'd', ':w'), { minLength: 1 }),
        { nil: null },
      ),
    });
    fc.assert(
      fc.property(reach, reach, (one, other) => {
        expect(roleProblem(tokenRoles(one), one)).toBeNull();
        const text = (reached: typeof one) => tokenRoles(reached).toSorted().join(' ');
        if (text(one) !== text(other)) {
          const narrower = roleProblem(tokenRoles(one), other) === null;
          // The one thing that passes: the same databases, and no right to write.
          if (narrower) expect([one.access, other.access]).toEqual(['read', 'write']);
        }
      }),
    );
  });

  it.each([
    [['_admin']],
    [[`t:${tenantId}:1`, '_admin']],
    [['couch-sitter:operator']],
    [['mycouch:shared']],
    [[`t:${tenantId}:1:a`]],
    [[`t:${tenantId}:10`]],
    [[`t:${tenantId}:1`, `t:${tenantId}:1`]],
    [[`t:${tenantId}:1:w`]],
    [[]],
  ])('never are %j', (roles) => {
    const reach = { tenantId, epoch: 1, access: 'write' as const, databases: null };
    expect(roleProblem(roles, reach)).not.toBeNull();
  });
});
