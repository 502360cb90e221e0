import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredLeaf } from '../../../../src/couch/get-all-leaves.ts';
import { deletedState, documentState } from '../../../../src/gateway/registry/document-state.ts';
import { createGatewayMemory } from '../../../../src/gateway/registry/gateway-memory.ts';
import { revocationDocumentId } from '../../../../src/shared/documents/revocation.ts';
import { revokedTokenDocumentId } from '../../../../src/shared/documents/revoked-token.ts';
import { membershipSchema, tenantRoles } from '../../../../src/shared/documents/membership.ts';
import {
  signingKeySchema,
  signingKeyStates,
} from '../../../../src/shared/documents/signing-key.ts';
import { tenantState } from '../../../../src/shared/documents/tenant.ts';
import { fleetTenant } from '../../../support/fleet.ts';
import { peopleBody, peopleKinds } from '../../../support/people-bodies.ts';

const now = '2026-03-01T10:00:00.000Z';
const tenantId = '3f0c6f3e-6f9e-4b1a-9d2c-00000000000a';
const rev = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 99 }))
  .map(([generation, hash]) => `${String(generation)}-${String(hash).padStart(2, '0')}`);

const tenantBody = fc
  .record({ enabled: fc.boolean(), readOnly: fc.boolean(), epoch: fc.integer({ min: 1, max: 5 }) })
  .map((fields) => ({ ...fleetTenant('acme', { tenant_id: tenantId }), ...fields }));
const revocationBody = fc.constantFrom('a', 'b').map((keyId) => ({
  _id: revocationDocumentId(keyId),
  type: 'revocation',
  key_id: keyId,
  tenant_id: tenantId,
  reason: '',
  createdAt: now,
  createdBy: 'anna',
  updatedAt: now,
  updatedBy: 'anna',
}));
const body: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.oneof(
  tenantBody,
  revocationBody,
  ...peopleKinds.map(peopleBody),
);
const damaged: typeof body = body.map((whole) => ({ ...whole, updatedAt: 'yesterday' }));

const leaf: fc.Arbitrary<StoredLeaf> = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: body }, { weight: 1, arbitrary: damaged }),
    rev,
    fc.nat(9),
  )
  .map(([whole, _rev, chance]): StoredLeaf => {
    const _id = String(whole['_id']);
    return chance === 0 ? { _id, _rev, _deleted: true } : { ...whole, _id, _rev };
  });

/** Leaves by document, no revision twice. */
const server = fc.array(leaf, { maxLength: 30 }).map((leaves) => {
  const documents = new Map<string, StoredLeaf[]>();
  for (const one of leaves) {
    const known = documents.get(one._id) ?? [];
    if (known.every(({ _rev }) => _rev !== one._rev)) documents.set(one._id, [...known, one]);
  }
  return documents;
});

/** Everything that can be asked of a memory. */
function picture(memory: ReturnType<typeof createGatewayMemory>) {
  const { access } = memory;
  return {
    snapshot: memory.snapshot(),
    conflicts: memory.conflicts(),
    tenant: access.tenant(tenantId),
    ofKey: access.tenantsOfKey('acme'),
    membership: access.membership(tenantId, 'u1'),
    user: [
      access.user('u1'),
      access.userBySub('idp|1'),
      access.usersByAddress(' Anna@Example.org'),
    ],
    applications: access.applicationsByIssuer('https://login.example.org'),
    invitations: ['a', 'b'].map((c) => access.invitationByTokenHash(c.repeat(64))),
    keys: access.signingKeys(),
  };
}

describe('a gateway’s memory (T4, I1)', () => {
  it('ends the same in any order of rows and leaves, told twice or in part, as when it is read anew', () => {
    fc.assert(
      fc.property(server, fc.array(fc.tuple(fc.nat(), fc.nat())), (documents, visits) => {
        const ids = [...documents.keys()];
        const fed = createGatewayMemory();
        // What was seen on the way: some leaves of some documents; then everything, in another order.
        for (const [at, count] of visits) {
          const id = ids[at % Math.max(1, ids.length)];
          const leaves = id === undefined ? [] : (documents.get(id) ?? []);
          const some = leaves.slice(0, 1 + (count % Math.max(1, leaves.length)));
          const live = some.some(({ _deleted }) => _deleted !== true);
          // Only ever made: what was revoked on the way stays so, and is revoked in the end as well.
          if (id !== undefined && live) fed.set(id, documentState(id, some, now));
        }
        for (const id of ids.toReversed()) {
          fed.set(id, documentState(id, (documents.get(id) ?? []).toReversed(), now));
        }
        const anew = createGatewayMemory();
        for (const [id, leaves] of documents) anew.set(id, documentState(id, leaves, now));
        expect(picture(fed)).toEqual(picture(anew));
      }),
    );
  });

  it('gives no more than any readable leaf, and nothing of a document that cannot be read', () => {
    fc.assert(
      fc.property(server, (documents) => {
        const memory = createGatewayMemory();
        for (const [id, leaves] of documents) memory.set(id, documentState(id, leaves, now));
        const live = (id: string) =>
          (documents.get(id) ?? []).filter(({ _deleted }) => _deleted !== true);
        const tenant = memory.access.tenant(tenantId);
        for (const one of tenant === null ? [] : live(tenant._id)) {
          if (one['enabled'] === false || one['updatedAt'] === 'yesterday') {
            expect(tenant === null ? 'none' : tenantState(tenant)).not.toBe('active');
          }
          if (one['updatedAt'] !== 'yesterday') {
            expect(tenant?.epoch).toBeGreaterThanOrEqual(Number(one['epoch']));
          }
        }
        const membership = memory.access.membership(tenantId, 'u1');
        for (const one of membership === null ? [] : live(membership._id)) {
          const read = membershipSchema.safeParse(one);
          if (!read.success || read.data.deletedAt !== null) {
            expect(membership?.deletedAt).not.toBeNull();
          } else {
            expect(tenantRoles.indexOf(membership?.role ?? 'viewer')).toBeLessThanOrEqual(
              tenantRoles.indexOf(read.data.role),
            );
          }
        }
        const key = memory.access.signingKey('k1');
        for (const one of key === null ? [] : live(key._id)) {
          const read = signingKeySchema.safeParse(one);
          const limit = read.success ? read.data.state : 'retired';
          expect(signingKeyStates.indexOf(key?.state ?? 'retired')).toBeLessThanOrEqual(
            signingKeyStates.indexOf(limit),
          );
        }
        for (const keyId of ['a', 'b']) {
          const known = documents.has(revocationDocumentId(keyId));
          expect(memory.access.isKeyRevoked(keyId)).toBe(known);
        }
      }),
    );
  });

  it('takes two public keys under one name for none', () => {
    const [one] = fc.sample(peopleBody('signing_key'), 1);
    const pem = (text: string) => `-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----\n`;
    const leaves = ['AAAA', 'BBBB'].map((text, at) => ({
      ...one,
      _id: 'signingkey_k1',
      _rev: `1-${String(at)}`,
      state: 'active',
      public_key: pem(text),
    }));
    const memory = createGatewayMemory();
    memory.set('signingkey_k1', documentState('signingkey_k1', leaves, now));
    expect(memory.access.signingKey('k1')?.state).toBe('retired');
  });

  it('shows a snapshot as it would be, and nobody else sees it so', () => {
    const memory = createGatewayMemory();
    const [revocation] = fc.sample(revocationBody, 1);
    const id = String(revocation?._id);
    const keyId = id.slice('revocation_'.length);
    memory.set(id, documentState(id, [{ ...revocation, _id: id, _rev: '1-a' }], now));
    expect(memory.snapshotWith(new Map([[id, null]])).revokedKeys.has(keyId)).toBe(false);
    expect(memory.access.isKeyRevoked(keyId)).toBe(true);
    expect(memory.snapshot().revokedKeys.has(keyId)).toBe(true);
  });

  it('keeps the revocation of a token that was deleted until the token’s end, and then drops it', () => {
    const jti = '00000000-0000-4000-8000-000000000001';
    const id = revokedTokenDocumentId(jti, '2026-03-01T10:30:00.000Z');
    const memory = createGatewayMemory();
    memory.set(id, deletedState(id, '2-a', now));
    expect(memory.access.isTokenRevoked(jti)).toBe(true);
    expect(memory.snapshot().revokedTokens).toEqual(new Set([jti]));
    memory.dropEndedTokens('2026-03-01T10:29:59.000Z');
    expect(memory.access.isTokenRevoked(jti)).toBe(true);
    memory.dropEndedTokens('2026-03-01T10:30:00.000Z');
    expect(memory.access.isTokenRevoked(jti)).toBe(false);
    expect(deletedState(id, '2-a', '2026-03-01T10:30:00.000Z')).toBeNull();
  });

  it('goes on counting what was revoked when the database is another one', () => {
    const before = createGatewayMemory();
    before.set('revocation_a', deletedState('revocation_a', '2-a', now));
    const after = createGatewayMemory();
    after.keepRevocationsOf(before);
    expect(after.access.isKeyRevoked('a')).toBe(true);
  });
});
