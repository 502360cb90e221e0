import { describe, expect, it } from 'vitest';
import { addPeople } from '../../../../src/shared/commands/add-people.ts';
import {
  changeMember,
  removeMember,
  restoreMember,
} from '../../../../src/shared/commands/change-member.ts';
import { createApiKey } from '../../../../src/shared/commands/create-apikey.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { editTenant } from '../../../../src/shared/commands/edit-tenant.ts';
import { invitePeople } from '../../../../src/shared/commands/invite-people.ts';
import {
  bringPersonBack,
  removePerson,
  renamePerson,
} from '../../../../src/shared/commands/remove-person.ts';
import { setSharing } from '../../../../src/shared/commands/set-sharing.ts';
import { transferOwnership } from '../../../../src/shared/commands/transfer-ownership.ts';
import { parseRegistryDocument } from '../../../../src/shared/documents/registry-document.ts';
import { isWithoutOwner } from '../../../../src/shared/people/owners.ts';
import { peopleScene, refusedWith } from '../../../support/people-scene.ts';
import { sampleTenant } from '../../../support/registry-samples.ts';

describe('adding people (M3, M6)', () => {
  it('makes each person once, in several tenants, with readable documents and audit entries', () => {
    const scene = peopleScene('abc', 'xyz');
    const outcome = scene.outcomeOf(
      addPeople({
        tenantIds: [scene.idOf('abc'), scene.idOf('xyz')],
        people: [
          { address: ' Anna@EXAMPLE.org', name: '"Anna"' },
          { address: 'ben@example.org', name: '' },
          { address: 'anna@example.org', name: '' },
        ],
        role: 'admin',
        furtherRoles: ['Cashier', 'cashier', ' '],
      }),
    );
    expect(outcome.result).toEqual({ added: 4, back: 0, already: 0, refused: [] });
    const types = outcome.documents.map(({ type }) => type).toSorted();
    expect(types).toEqual(['membership', 'membership', 'membership', 'membership', 'user', 'user']);
    for (const document of outcome.documents) {
      expect(parseRegistryDocument(document._id, document).outcome).toBe('document');
    }
    expect(outcome.audit).toHaveLength(4);
    expect(outcome.audit[0]).toMatchObject({
      action: 'member_added',
      tenant_id: scene.idOf('abc'),
      details: { before: null, after: { role: 'admin', furtherRoles: ['cashier'] } },
    });
  });

  it('finds the person who signed in under the address, and brings an ended membership back', () => {
    const scene = peopleScene('abc');
    scene.add('abc', 'owner', 'anna');
    scene.add('abc', 'viewer', 'ben');
    scene.run(removeMember({ tenantId: scene.idOf('abc'), userId: scene.person('ben') }));
    const again = addPeople({
      tenantIds: [scene.idOf('abc')],
      people: [{ address: 'BEN@example.org', name: '' }],
      role: 'admin',
      furtherRoles: [],
    });
    expect(scene.run(again)).toMatchObject({ added: 0, back: 1 });
    expect(scene.members('abc').filter(({ role }) => role === 'admin')).toMatchObject([
      { deletedAt: null },
    ]);
    expect(scene.run(again)).toMatchObject({ already: 1 });
    expect(scene.outcomeOf(again).documents).toEqual([]);
    expect(scene.state.snapshot().users.size).toBe(2);
  });

  it('tells who cannot be added, with the remedy, and adds the others', () => {
    const scene = peopleScene('abc');
    const tenantId = scene.idOf('abc');
    scene.add('abc', 'owner', 'anna');
    scene.add('abc', 'viewer', 'gone');
    scene.run(removePerson({ userId: scene.person('gone') }));
    scene.run(setSharing({ tenantId, domains: ['@Example.ORG'] }));
    const result = scene.run(
      addPeople({
        tenantIds: [tenantId],
        people: ['x@other.org', 'nobody', 'gone@example.org', 'ben@example.org'].map((address) => ({
          address,
          name: '',
        })),
        role: 'viewer',
        furtherRoles: [],
      }),
    );
    expect(result).toMatchObject({ added: 1, back: 0 });
    expect(result.refused.map(({ address }) => address)).toEqual([
      'x@other.org',
      'nobody',
      'gone@example.org',
    ]);
    expect(result.refused.map(({ message }) => message).join(' ')).toMatch(
      /Add the domain there first.*no @ in the address.*Bring them back first/u,
    );
  });

  it('revokes what was offered to who is added or removed', () => {
    const scene = peopleScene('abc');
    const tenantId = scene.idOf('abc');
    const invite = (name: string, n: string) =>
      invitePeople({
        tenantId,
        invitations: [
          {
            invitationId: `3f0c6f3e-6f9e-4b1a-9d2c-00000000000${n}`,
            address: `${name}@example.org`,
            tokenHash: n.repeat(64),
          },
        ],
        role: 'admin',
        furtherRoles: [],
      });
    expect(scene.run(invite('ben', '1')).made).toHaveLength(1);
    scene.add('abc', 'viewer', 'ben');
    expect(scene.state.snapshot().invitations.get(tenantId)).toMatchObject([{ status: 'revoked' }]);
  });

  it('refuses further roles that are none, and a tenant that is not there', () => {
    const scene = peopleScene('abc');
    const input = { people: [{ address: 'a@b.c', name: '' }], role: 'viewer' as const };
    const add = (tenantIds: readonly string[], furtherRoles: readonly string[]) => () =>
      scene.run(addPeople({ ...input, tenantIds, furtherRoles }));
    expect(add([scene.idOf('abc')], ['no role'])).toSatisfy(
      refusedWith('invalid-input', 'no role'),
    );
    expect(add([], [])).toSatisfy(refusedWith('invalid-input'));
    expect(add(['3f0c6f3e-6f9e-4b1a-9d2c-000000000000'], [])).toSatisfy(refusedWith('not-found'));
  });
});

describe('roles and ownership (M3, T4)', () => {
  it('changes a role and further roles, with before and after', () => {
    const scene = peopleScene('abc');
    scene.add('abc', 'owner', 'anna', 'ben');
    const change = changeMember({
      tenantId: scene.idOf('abc'),
      userId: scene.person('ben'),
      role: 'viewer',
      furtherRoles: ['cook'],
    });
    const outcome = scene.outcomeOf(change);
    expect(outcome.audit).toMatchObject([
      {
        action: 'member_role_changed',
        details: {
          tenant: 'abc',
          person: 'ben@example.org',
          before: { role: 'owner', furtherRoles: [] },
          after: { role: 'viewer', furtherRoles: ['cook'] },
        },
      },
    ]);
    expect(scene.run(change)).toEqual({ changed: true });
    expect(scene.run(change)).toEqual({ changed: false });
    expect(scene.tenant('abc').generation).toBe(1);
  });

  it('keeps the last owner, and says of which tenants', () => {
    const scene = peopleScene('abc', 'xyz');
    scene.add('abc', 'owner', 'anna');
    scene.add('xyz', 'owner', 'anna');
    scene.add('abc', 'admin', 'ben');
    const [tenantId, userId] = [scene.idOf('abc'), scene.person('anna')];
    const last = refusedWith('not-allowed-in-state', 'abc without an owner');
    expect(() => scene.run(changeMember({ tenantId, userId, role: 'admin' }))).toSatisfy(last);
    expect(() => scene.run(removeMember({ tenantId, userId }))).toSatisfy(last);
    expect(() => scene.run(removePerson({ userId }))).toSatisfy(
      refusedWith('not-allowed-in-state', 'abc, xyz without an owner'),
    );
    scene.add('xyz', 'owner', 'cara');
    scene.run(changeMember({ tenantId, userId: scene.person('ben'), role: 'owner' }));
    expect(scene.run(removePerson({ userId }))).toMatchObject({ changed: true, memberships: 2 });
  });

  it('counts no owner who was removed everywhere', () => {
    const scene = peopleScene('abc');
    scene.add('abc', 'owner', 'anna', 'ben');
    scene.run(removePerson({ userId: scene.person('ben') }));
    const remove = removeMember({ tenantId: scene.idOf('abc'), userId: scene.person('anna') });
    expect(() => scene.run(remove)).toSatisfy(refusedWith('not-allowed-in-state'));
  });

  it('transfers ownership in one act, and mirrors it in owner_email', () => {
    const scene = peopleScene('abc');
    const tenantId = scene.idOf('abc');
    scene.add('abc', 'owner', 'anna');
    scene.add('abc', 'viewer', 'ben');
    expect(scene.tenant('abc').owner_email).toBe('anna@example.org');
    const transfer = transferOwnership({
      tenantId,
      from: scene.person('anna'),
      to: scene.person('ben'),
    });
    expect(scene.outcomeOf(transfer).audit).toHaveLength(2);
    scene.run(transfer);
    expect(scene.members('abc').map(({ user_id, role }) => [user_id, role])).toEqual(
      expect.arrayContaining([
        [scene.person('anna'), 'admin'],
        [scene.person('ben'), 'owner'],
      ]),
    );
    expect(scene.tenant('abc').owner_email).toBe('ben@example.org');
    expect(() => scene.run(transfer)).toSatisfy(refusedWith('not-allowed-in-state', 'no owner'));
    const self = transferOwnership({
      tenantId,
      from: scene.person('ben'),
      to: scene.person('ben'),
    });
    expect(() => scene.run(self)).toSatisfy(refusedWith('invalid-input'));
    const edit = editTenant({ tenantId, ownerEmail: 'eve@example.org' });
    expect(() => scene.run(edit)).toSatisfy(
      refusedWith('not-allowed-in-state', 'among its people'),
    );
  });

  it('T4: makes whoever is named the owner of a tenant that has none, and only of such', () => {
    const scene = peopleScene('abc', 'def', 'ghi');
    const edit = (key: string, ownerEmail: string) =>
      editTenant({ tenantId: scene.idOf(key), ownerEmail });
    scene.run(edit('abc', ' Anna@Example.ORG '));
    expect(scene.members('abc')).toMatchObject([{ role: 'owner', deletedAt: null }]);
    expect(scene.tenant('abc').owner_email).toBe('Anna@example.org');
    // A member is promoted, and keeps what else there was.
    scene.add('def', 'viewer', 'ben');
    const outcome = scene.outcomeOf(edit('def', 'ben@example.org'));
    expect(outcome.audit.map(({ action }) => action)).toEqual([
      'tenant_edited',
      'member_role_changed',
    ]);
    expect(outcome.documents.filter(({ type }) => type === 'tenant')).toHaveLength(1);
    scene.run(edit('def', 'ben@example.org'));
    expect(scene.members('def')).toMatchObject([{ role: 'owner' }]);
    // Who was in it before comes back.
    scene.add('ghi', 'viewer', 'eve');
    scene.run(removeMember({ tenantId: scene.idOf('ghi'), userId: scene.person('eve') }));
    scene.run(edit('ghi', 'eve@example.org'));
    expect(scene.members('ghi')).toMatchObject([{ role: 'owner', deletedAt: null }]);
    expect(() => scene.run(edit('abc', 'ben@example.org'))).toSatisfy(
      refusedWith('not-allowed-in-state', 'among its people'),
    );
  });

  it('T4: names nobody owner who was removed everywhere, or whose domain is not let in', () => {
    const scene = peopleScene('abc', 'def');
    const tenantId = scene.idOf('abc');
    scene.add('def', 'owner', 'anna');
    scene.add('def', 'owner', 'ben');
    scene.run(removePerson({ userId: scene.person('anna') }));
    expect(() => scene.run(editTenant({ tenantId, ownerEmail: 'anna@example.org' }))).toSatisfy(
      refusedWith('not-allowed-in-state', 'removed everywhere'),
    );
    scene.run(setSharing({ tenantId, domains: ['other.example'] }));
    expect(() => scene.run(editTenant({ tenantId, ownerEmail: 'ben@example.org' }))).toSatisfy(
      refusedWith('invalid-input', 'do not admit'),
    );
    expect(scene.members('abc')).toEqual([]);
  });

  it('shows a tenant as without an owner where two laptops each removed one of two', () => {
    const scene = peopleScene('abc');
    scene.add('abc', 'owner', 'anna', 'ben');
    const ref = { tenantId: scene.idOf('abc') };
    const first = scene.outcomeOf(removeMember({ ...ref, userId: scene.person('anna') }));
    const second = scene.outcomeOf(removeMember({ ...ref, userId: scene.person('ben') }));
    const snapshot = scene.state.snapshot();
    expect(isWithoutOwner(snapshot, ref.tenantId)).toBe(false);
    const merged = [...first.documents, ...second.documents].flatMap((document) =>
      document.type === 'membership' ? [document] : [],
    );
    const both = { ...snapshot, memberships: new Map([[ref.tenantId, merged]]) };
    expect(isWithoutOwner(both, ref.tenantId)).toBe(true);
    // Nothing forbids to go on there, least of all to name an owner.
    expect(
      removeMember({ ...ref, userId: scene.person('anna') })(both, {
        now: '2026-06-01T00:00:00.000Z',
        actor: 'anna',
        uuid: () => '',
        digest: () => '',
      }).result,
    ).toEqual({ changed: false });
  });

  it('makes the owner of a new tenant its member in the same write', () => {
    const scene = peopleScene();
    const form = sampleTenant('abc', { ownerEmail: ' Anna@EXAMPLE.org ' });
    const types = scene.outcomeOf(createTenant(form)).documents.map(({ type }) => type);
    expect(types).toEqual(['tenant', 'account', 'account', 'user', 'membership']);
    scene.run(createTenant(form));
    scene.run(createTenant(sampleTenant('xyz', { ownerEmail: 'anna@example.org' })));
    expect(scene.state.snapshot().users.size).toBe(1);
    expect(scene.state.snapshot().memberships.get(form.tenantId)).toMatchObject([
      { role: 'owner', deletedAt: null },
    ]);
  });
});

describe('a person everywhere (M6)', () => {
  it('is removed and brought back in one act, memberships and invitations with them', () => {
    const scene = peopleScene('abc', 'xyz');
    scene.add('abc', 'owner', 'anna');
    scene.add('abc', 'viewer', 'ben');
    scene.add('xyz', 'owner', 'ben');
    scene.add('xyz', 'owner', 'anna');
    const userId = scene.person('ben');
    scene.run(
      createApiKey({
        keyId: 'k1',
        tenantId: scene.idOf('abc'),
        name: 'Key',
        keyHash: 'a'.repeat(64),
        scopes: { access: 'read', databases: null },
        expiresAt: null,
      }),
    );
    const removed = scene.run(removePerson({ userId }));
    expect(removed).toEqual({ changed: true, memberships: 2, invitations: 0, keys: 0 });
    expect(scene.tenant('xyz').owner_email).toBe('anna@example.org');
    expect(scene.run(removePerson({ userId }))).toMatchObject({ changed: false });
    expect(() => scene.run(restoreMember({ tenantId: scene.idOf('abc'), userId }))).toSatisfy(
      refusedWith('not-allowed-in-state', 'removed everywhere'),
    );
    expect(scene.run(bringPersonBack({ userId, memberships: true }))).toEqual({
      changed: true,
      memberships: 2,
    });
    expect(scene.members('abc').every(({ deletedAt }) => deletedAt === null)).toBe(true);
    expect(scene.run(bringPersonBack({ userId, memberships: true })).changed).toBe(false);
  });

  it('says how many keys they made remain', () => {
    const scene = peopleScene('abc');
    scene.add('abc', 'owner', 'anna');
    scene.add('abc', 'viewer', 'ben');
    const snapshot = scene.state.snapshot();
    const key = createApiKey({
      keyId: 'k1',
      tenantId: scene.idOf('abc'),
      name: 'Key',
      keyHash: 'a'.repeat(64),
      scopes: { access: 'read', databases: null },
      expiresAt: null,
    })(snapshot, {
      now: '2026-05-06T00:00:00.000Z',
      actor: 'Ben@example.org',
      uuid: () => '',
      digest: () => '',
    });
    const made = key.documents.flatMap((one) => (one.type === 'api_key' ? [one] : []));
    const withKeys = { ...snapshot, apikeysById: new Map(made.map((one) => [one.key_id, one])) };
    const remove = removePerson({ userId: scene.person('ben') });
    const context = {
      now: '2026-05-07T00:00:00.000Z',
      actor: 'anna',
      uuid: () => '',
      digest: () => '',
    };
    expect(remove(withKeys, context).result.keys).toBe(1);
    const revoked = { ...withKeys, revokedKeys: new Set(['k1']) };
    expect(remove(revoked, context).result.keys).toBe(0);
  });

  it('takes another name, cleaned', () => {
    const scene = peopleScene('abc');
    scene.add('abc', 'owner', 'anna');
    const rename = renamePerson({ userId: scene.person('anna'), name: ' Änne\n ' });
    expect(scene.run(rename)).toEqual({ changed: true });
    expect(scene.run(rename)).toEqual({ changed: false });
    expect(scene.state.snapshot().users.get(scene.person('anna'))?.name).toBe('Änne');
    expect(() => scene.run(renamePerson({ userId: 'nobody', name: '' }))).toSatisfy(
      refusedWith('not-found'),
    );
  });

  it('is not added again while removed, and a removal of a member is taken back as it was', () => {
    const scene = peopleScene('abc');
    scene.add('abc', 'owner', 'anna');
    scene.add('abc', 'admin', 'ben');
    const ref = { tenantId: scene.idOf('abc'), userId: scene.person('ben') };
    expect(scene.run(removeMember(ref))).toEqual({ changed: true });
    expect(scene.run(removeMember(ref))).toEqual({ changed: false });
    expect(() => scene.run(changeMember({ ...ref, role: 'owner' }))).toSatisfy(
      refusedWith('not-allowed-in-state', 'no longer a member'),
    );
    expect(scene.run(restoreMember(ref))).toEqual({ changed: true });
    expect(scene.run(restoreMember(ref))).toEqual({ changed: false });
  });
});
