import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentSelection } from '../../../../src/shared/planning/agent-selection.ts';
import { confirmationNeed } from '../../../../src/shared/planning/confirmation.ts';
import { diff } from '../../../../src/shared/planning/diff.ts';
import { findDrift } from '../../../../src/shared/planning/find-drift.ts';
import { makePlan } from '../../../../src/shared/planning/make-plan.ts';
import { parsePlanFile, planFile } from '../../../../src/shared/planning/plan-file.ts';
import type { ServerSpec, SigningKeySpec } from '../../../../src/shared/planning/server-spec.ts';
import type { ObservedNode } from '../../../../src/shared/planning/server-state.ts';
import { operationRequest } from '../../../../src/shared/planning/operation-request.ts';
import { isPublicKey, tokensWish } from '../../../../src/shared/planning/signing-keys.ts';
import {
  attempt,
  emptyServer,
  observed,
  perform,
  type SimulatedServer,
} from '../../../support/simulated-server.ts';
import { testDigest } from '../../../support/test-digest.ts';

const pem = (name: string): string =>
  `-----BEGIN PUBLIC KEY-----\\n${name.replaceAll(/[^A-Za-z0-9]/gu, '')}AAAA\\n-----END PUBLIC KEY-----`;
/** The same key with its lines broken otherwise, as a hand may have written it. */
const rewrapped = (name: string): string => `${pem(name).replace('AAAA', 'AA\\nAA')}\\n`;
const key = (name: string, state: SigningKeySpec['state']): SigningKeySpec => ({
  name,
  value: pem(name),
  gateway: 'g1',
  state,
});
const specOf = (...signingKeys: readonly SigningKeySpec[]): ServerSpec => ({
  tenants: [],
  refusals: [],
  signingKeys,
});
const cookie = '{chttpd_auth, cookie_authentication_handler}';
const withJwt = `${cookie}, {chttpd_auth, jwt_authentication_handler}`;
const serverOf = (
  nodes: Readonly<Record<string, ObservedNode | null>>,
  jwt = true,
): SimulatedServer => ({ ...emptyServer, nodes: new Map(Object.entries(nodes)), jwt });
const node = (
  keys: Readonly<Record<string, string | null>>,
  handlers: string | null = withJwt,
): ObservedNode => ({ keys: new Map(Object.entries(keys)), handlers });
const operationsFor = (spec: ServerSpec, server: SimulatedServer) =>
  diff(spec, observed(server, spec)).operations;
const ids = (spec: ServerSpec, server: SimulatedServer) =>
  operationsFor(spec, server).map(({ id }) => id);

describe('signing keys in the plan (K6)', () => {
  it('go into every node that can be read, next, active and retiring ones alike', () => {
    const spec = specOf(key('ec:a', 'active'), key('ec:n', 'next'), key('ec:r', 'retiring'));
    const server = serverOf({
      n1: node({ 'ec:a': pem('ec:a') }),
      n2: node({ 'ec:r': rewrapped('ec:r') }),
      n3: null,
    });
    expect(ids(spec, server)).toEqual([
      'jwtkey.write n1 ec:n',
      'jwtkey.write n1 ec:r',
      'jwtkey.write n2 ec:a',
      'jwtkey.write n2 ec:n',
    ]);
  });

  it('are taken away once retired, and only where it is the key that was installed', () => {
    const spec = specOf(key('ec:old', 'retired'));
    const server = serverOf({
      n1: node({ 'ec:old': pem('ec:old'), 'hmac:mine': null, 'ec:mine': pem('mine') }),
      n2: node({ 'ec:old': pem('another') }),
      n3: node({ 'ec:old': null }),
      n4: node({}),
    });
    expect(ids(spec, server)).toEqual(['jwtkey.delete n1 ec:old']);
  });

  it('need the handler, which waits for consent and never is an agent’s', () => {
    const spec = specOf(key('ec:a', 'active'));
    const off = serverOf({ n1: node({ 'ec:a': pem('ec:a') }, null) }, false);
    const operations = operationsFor(spec, off);
    expect(operations).toMatchObject([{ kind: 'handlers.write', target: 'n1', before: null }]);
    const marks = { production: false, readOnly: false, agentApplies: 'corrections' } as const;
    expect(agentSelection(operations, marks)).toEqual({ operationIds: [], left: 1 });
    // Written, but not active yet: the same value, to be activated.
    const written = serverOf({ n1: node({ 'ec:a': pem('ec:a') }) }, false);
    expect(operationsFor(spec, written)).toMatchObject([{ before: withJwt, value: withJwt }]);
    // A handler of somebody else's is left to them, and without any key nobody asks for one.
    const foreign = serverOf({ n1: node({ 'ec:a': pem('ec:a') }, '{own, handler}') }, false);
    expect(operationsFor(spec, foreign)).toEqual([]);
    expect(operationsFor(specOf(), serverOf({ n1: node({}, null) }, false))).toEqual([]);
  });

  it('lose the handler again where somebody decided so, with consent and what was there before', () => {
    const spec: ServerSpec = { ...specOf(key('ec:a', 'active')), jwtHandler: 'off' };
    const usual = `${cookie}, {chttpd_auth, default_authentication_handler}`;
    const on = serverOf({
      n1: node({ 'ec:a': pem('ec:a') }, `{chttpd_auth, jwt_authentication_handler}, ${usual}`),
      n2: node({ 'ec:a': pem('ec:a') }, withJwt),
      n3: node({ 'ec:a': pem('ec:a') }, '{own, handler}'),
      n4: null,
    });
    const operations = operationsFor(spec, on);
    expect(operations).toMatchObject([
      { kind: 'handlers.write', target: 'n1', value: null },
      { kind: 'handlers.write', target: 'n2', before: withJwt, value: cookie },
    ]);
    expect(operations.map(operationRequest)).toMatchObject([
      { method: 'DELETE', path: '/_node/n1/_config/chttpd/authentication_handlers' },
      { method: 'PUT', body: cookie },
    ]);
    const marks = { production: false, readOnly: false, agentApplies: 'corrections' } as const;
    expect(agentSelection(operations, marks).operationIds).toEqual([]);
    const need = confirmationNeed(
      { purpose: 'provision', operations },
      { name: 'couch', production: true },
    );
    expect(need).toMatchObject({
      text: 'couch',
      what: ['Server: no token is taken any more (n1, n2)'],
    });
    const after = operations.reduce(perform, on);
    expect(operationsFor(spec, after)).toEqual([]);
    // Wanted again, everything is as it was.
    const again = operationsFor(specOf(key('ec:a', 'active')), after);
    expect(again).toMatchObject([
      { target: 'n1', value: `{chttpd_auth, jwt_authentication_handler}, ${usual}` },
      { target: 'n2' },
    ]);
    // Without any key it is taken away all the same.
    expect(ids({ ...specOf(), jwtHandler: 'off' }, on)).toEqual([
      'handlers.write n1',
      'handlers.write n2',
    ]);
    expect(tokensWish(spec)).not.toBe(tokensWish(specOf(key('ec:a', 'active'))));
    expect(tokensWish(specOf())).toBeUndefined();
  });

  it('are drift where one that has signed is gone or is another, and an edit where one is new', () => {
    const spec = specOf(key('ec:a', 'active'), key('ec:n', 'next'), key('ec:old', 'retired'));
    const server = serverOf({
      n1: node({ 'ec:old': pem('another') }),
      n2: node({ 'ec:a': pem('x'), 'ec:n': null }),
    });
    const state = observed(server, spec);
    const difference = diff(spec, state);
    const drift = findDrift(spec, state, difference, { agreed: () => null });
    expect(drift.map(({ id, corrections }) => [id, corrections])).toEqual([
      ['signing-key-removed n1 ec:a', ['jwtkey.write n1 ec:a']],
      ['signing-key-changed n2 ec:a', ['jwtkey.write n2 ec:a']],
      ['signing-key-changed n2 ec:n', ['jwtkey.write n2 ec:n']],
      ['signing-key-changed n1 ec:old', []],
    ]);
    const plan = makePlan({
      id: 'p1',
      madeAt: '2026-03-01T12:00:00.000Z',
      registrySeq: 1,
      spec,
      state,
      drift,
      difference,
      wishes: new Map(),
    });
    expect(plan.operations.map(({ id, cause }) => [id, cause])).toEqual([
      ['jwtkey.write n1 ec:a', 'drift'],
      ['jwtkey.write n1 ec:n', 'edit'],
      ['jwtkey.write n2 ec:a', 'drift'],
      ['jwtkey.write n2 ec:n', 'drift'],
    ]);
    expect(Object.keys(plan.wishes)).toEqual(['server']);
    expect(parsePlanFile(planFile(plan, testDigest), testDigest)).toEqual(plan);
  });

  it('tell public keys from what may be a secret', () => {
    expect(isPublicKey(pem('a'))).toBe(true);
    expect(
      isPublicKey('-----BEGIN RSA PUBLIC KEY-----\\nAAAA\\n-----END RSA PUBLIC KEY-----'),
    ).toBe(true);
    expect(isPublicKey('c2VjcmV0')).toBe(false);
    expect(isPublicKey(pem('a').replaceAll('PUBLIC', 'PRIVATE'))).toBe(false);
  });

  it('leave nothing to do once applied, and nothing of anybody else’s touched, whatever there is', () => {
    const names = ['ec:a', 'ec:b', 'rsa:c', 'ec:d'];
    const values = fc.constantFrom(
      ...names.map(pem),
      ...names.map(rewrapped),
      pem('foreign'),
      null,
    );
    const keys = fc.dictionary(fc.constantFrom(...names, 'hmac:x', 'ec:foreign'), values);
    const handlers = fc.constantFrom(null, cookie, withJwt, '{own, handler}', '');
    const nodes = fc.dictionary(
      fc.constantFrom('n1', 'n2', 'n3'),
      fc.option(fc.tuple(keys, handlers)),
    );
    const wanted = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...names),
        state: fc.constantFrom('next', 'active', 'retiring', 'retired'),
      }),
      { selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(nodes, wanted, fc.boolean(), fc.boolean(), (drawn, wish, jwt, off) => {
        const keys = specOf(...wish.map(({ name, state }) => key(name, state)));
        const spec: ServerSpec = off ? { ...keys, jwtHandler: 'off' } : keys;
        const before = serverOf(
          Object.fromEntries(
            Object.entries(drawn).map(([name, one]) => [name, one && node(one[0], one[1])]),
          ),
          jwt,
        );
        const operations = operationsFor(spec, before);
        const after = operations.reduce(perform, before);
        expect(operationsFor(spec, after)).toEqual([]);
        // Again, as after an answer that was lost: nothing fails, nothing more happens.
        expect(operations.reduce(perform, after).nodes).toEqual(after.nodes);
        const ours = new Set(wish.map(({ name }) => name));
        for (const [name, was] of before.nodes) {
          const is = after.nodes.get(name);
          if (was === null) expect(is).toBeNull();
          for (const [kid, value] of was?.keys ?? []) {
            if (ours.has(kid)) continue;
            expect(is?.keys.get(kid)).toBe(value);
          }
          for (const { name: kid, state, value } of spec.signingKeys) {
            if (was !== null && state !== 'retired') expect(is?.keys.has(kid)).toBe(true);
            const gone = was?.keys.has(kid) === true && is?.keys.has(kid) === false;
            if (gone) expect([state, bare(was.keys.get(kid))]).toEqual(['retired', bare(value)]);
          }
        }
        const unread = [...before.nodes].flatMap(([name, one]) => (one === null ? [name] : []));
        expect(operations.some(({ target }) => unread.includes(target.split(' ')[0] ?? ''))).toBe(
          false,
        );
        expect(unread.every((name) => attempt(before, handlersOf(name)) === null)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

const bare = (value: string | null | undefined): string =>
  (value ?? '').replaceAll('\\n', '').trim();

const handlersOf = (target: string) =>
  ({
    id: `handlers.write ${target}`,
    kind: 'handlers.write',
    target,
    tenantId: 'server',
    tenantKey: 'Server',
    after: [],
    cause: 'edit',
    before: null,
    value: withJwt,
  }) as const;
