import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createApiKey } from '../../../../src/shared/commands/create-apikey.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { revokeApiKey } from '../../../../src/shared/commands/revoke-apikey.ts';
import { mergeLeaves } from '../../../../src/shared/conflicts/merge-leaves.ts';
import { keyState, safestApiKey } from '../../../../src/shared/conflicts/safest-apikey.ts';
import type { JsonObject } from '../../../../src/shared/conflicts/slot.ts';
import { apikeySchema } from '../../../../src/shared/documents/apikey.ts';
import { readEntry } from '../../../../src/shared/registry/entry.ts';
import { asObject, leavesOf, times } from '../../../support/conflict-samples.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';

const sides = fc.array(asObject('api_key'), { minLength: 1, maxLength: 4 });
const read = (all: readonly JsonObject[]) => all.map((body) => apikeySchema.parse(body));
const keys = sides.map(read);
const input = {
  keyId: 'k1',
  name: 'Key',
  keyHash: 'a'.repeat(64),
  scopes: { access: 'read' as const, databases: ['products'] },
  expiresAt: null,
};

function withTenant() {
  const state = sampleState();
  const form = sampleTenant('abc');
  store(state, createTenant(form)(state.snapshot(), sampleContext));
  return { state, tenantId: form.tenantId };
}

describe('the state of a key', () => {
  it('is revoked with a revocation, whatever its leaves say', () => {
    fc.assert(
      fc.property(keys, (leaves) => {
        expect(keyState(leaves, true, times[0])).toBe('revoked');
      }),
    );
  });

  it('is active only where every leaf is, and can be read', () => {
    fc.assert(
      fc.property(keys, fc.constantFrom(...times), (leaves, now) => {
        const active = leaves.every((leaf) => keyState([leaf], false, now) === 'active');
        expect(keyState(leaves, false, now) === 'active').toBe(active);
        expect(keyState([...leaves, null], false, now)).toBe('disabled');
      }),
    );
  });

  it('is no wider after merging than before, and merging keeps no scope that a side lacks', () => {
    fc.assert(
      fc.property(sides, asObject('api_key'), fc.constantFrom(...times), (bodies, base, now) => {
        const { merged } = mergeLeaves({ kind: 'api_key', base, leaves: leavesOf(bodies) });
        const leaves = read(bodies);
        if (merged === null) return;
        const after = apikeySchema.parse(merged);
        if (keyState(leaves, false, now) !== 'active') {
          expect(keyState([after], false, now)).not.toBe('active');
        }
        if (leaves.some(({ scopes }) => scopes.access === 'read')) {
          expect(after.scopes.access).toBe('read');
        }
        for (const { scopes } of leaves) {
          if (scopes.databases === null) continue;
          expect(scopes.databases).toEqual(
            expect.arrayContaining(after.scopes.databases ?? ['none']),
          );
        }
      }),
    );
  });

  it('counts a leaf no more that the winner was decided over', () => {
    const [winner, other] = fc
      .sample(keys, { numRuns: 1, seed: 1 })
      .flat()
      .concat(fc.sample(keys, { numRuns: 1, seed: 2 }).flat());
    if (winner === undefined || other === undefined) throw new Error('no keys');
    const off = { ...other, enabled: false, _rev: '2-b' };
    const on = { ...winner, enabled: true };
    expect(safestApiKey(on, [off]).enabled).toBe(false);
    expect(safestApiKey({ ...on, access_seen: ['2-b'] }, [off]).enabled).toBe(true);
  });
});

describe('making and revoking a key', () => {
  it('writes the key without its secret, and refuses the id a second time', () => {
    const { state, tenantId } = withTenant();
    const made = createApiKey({ ...input, tenantId })(state.snapshot(), sampleContext);
    expect(JSON.stringify(made.audit)).not.toContain(input.keyHash);
    const snapshot = store(state, made);
    expect(snapshot.apikeys.get(tenantId)).toMatchObject([{ key_id: 'k1', enabled: true }]);
    expect(() => createApiKey({ ...input, tenantId })(snapshot, sampleContext)).toThrow(/before/);
    const late = { ...input, keyId: 'k2', tenantId, expiresAt: times[0] };
    expect(() => createApiKey(late)(snapshot, sampleContext)).toThrow(/expired/);
  });

  it('revokes with a document of its own, once, and for good', () => {
    const { state, tenantId } = withTenant();
    store(state, createApiKey({ ...input, tenantId })(state.snapshot(), sampleContext));
    const revoke = revokeApiKey({ keyId: 'k1', reason: 'leaked' });
    const outcome = revoke(state.snapshot(), sampleContext);
    expect(outcome.documents).toMatchObject([{ _id: 'revocation_k1', type: 'revocation' }]);
    const snapshot = store(state, outcome);
    expect(snapshot.revokedKeys.has('k1')).toBe(true);
    expect(revoke(snapshot, sampleContext)).toMatchObject({
      documents: [],
      result: { changed: false },
    });
    expect(() => revokeApiKey({ keyId: 'k9', reason: '' })(snapshot, sampleContext)).toThrow(
      /no such key/,
    );
  });

  it('takes a revocation that cannot be read for one', () => {
    const { state } = withTenant();
    state.put('revocation_k7', readEntry('revocation_k7', '1-a', { type: 'nonsense' }), []);
    expect(state.snapshot().revokedKeys.has('k7')).toBe(true);
  });
});
