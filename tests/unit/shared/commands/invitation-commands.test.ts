import { describe, expect, it } from 'vitest';
import {
  invitePeople,
  resendInvitation,
  revokeInvitation,
} from '../../../../src/shared/commands/invite-people.ts';
import { removeMember } from '../../../../src/shared/commands/change-member.ts';
import { removePerson } from '../../../../src/shared/commands/remove-person.ts';
import { removeTenant } from '../../../../src/shared/commands/remove-tenant.ts';
import { setGateway } from '../../../../src/shared/commands/set-gateway.ts';
import { setSharing } from '../../../../src/shared/commands/set-sharing.ts';
import {
  addApplication,
  editApplication,
  removeApplication,
  restoreApplication,
} from '../../../../src/shared/commands/edit-applications.ts';
import { invitationState } from '../../../../src/shared/documents/invitation.ts';
import { readEntry } from '../../../../src/shared/registry/entry.ts';
import { peopleScene, refusedWith } from '../../../support/people-scene.ts';
import { sampleContext } from '../../../support/registry-samples.ts';

const id = '3f0c6f3e-6f9e-4b1a-9d2c-000000000001';
const appId = '3f0c6f3e-6f9e-4b1a-9d2c-00000000000b';

function withTenant() {
  const scene = peopleScene('abc');
  const tenantId = scene.idOf('abc');
  scene.add('abc', 'owner', 'anna');
  const invite = (address: string, invitationId = id) =>
    invitePeople({
      tenantId,
      invitations: [{ invitationId, address, tokenHash: 'a'.repeat(64) }],
      role: 'admin',
      furtherRoles: ['cook'],
    });
  const invitation = () => {
    const found = scene.state.snapshot().invitations.get(tenantId)?.[0];
    if (found === undefined) throw new Error('no invitation');
    return found;
  };
  return { scene, tenantId, invite, invitation };
}

describe('invitations (M3)', () => {
  it('are pending for seven days, and their hash is in no audit entry', () => {
    const { scene, invite, invitation } = withTenant();
    const outcome = scene.outcomeOf(invite('Ben@Example.org'));
    expect(JSON.stringify(outcome.audit)).not.toContain('aaaa');
    scene.run(invite('Ben@Example.org'));
    const { sentAt, expiresAt, email } = invitation();
    expect(email).toBe('Ben@example.org');
    expect(Date.parse(expiresAt) - Date.parse(sentAt)).toBe(7 * 86_400_000);
    expect(invitationState(invitation(), sentAt)).toBe('pending');
    expect(invitationState(invitation(), expiresAt)).toBe('expired');
  });

  it('are not made for members, twice, for removed people or other domains; the others are', () => {
    const { scene, tenantId, invite } = withTenant();
    scene.run(invite('ben@example.org'));
    const refusal = (address: string) => scene.run(invite(address, appId)).refused[0]?.message;
    expect(refusal('ANNA@example.org')).toContain('a member of abc already');
    expect(refusal('ben@example.org')).toContain('Resend it');
    expect(refusal('b@@x')).toContain('more than one @');
    scene.run(setSharing({ tenantId, domains: ['example.org'] }));
    expect(refusal('x@other.org')).toContain('do not admit addresses of other.org');
    scene.add('abc', 'viewer', 'gone');
    scene.run(removePerson({ userId: scene.person('gone') }));
    expect(refusal('gone@example.org')).toContain('removed everywhere');
    scene.add('abc', 'viewer', 'left');
    scene.run(removeMember({ tenantId, userId: scene.person('left') }));
    expect(scene.run(invite('left@example.org', appId)).made).toEqual([appId]);
  });

  it('are sent anew with another token and seven days, also when expired or declined', () => {
    const { scene, tenantId, invite, invitation } = withTenant();
    scene.run(invite('ben@example.org'));
    const before = invitation();
    scene.pass(8);
    const resend = resendInvitation({ tenantId, invitationId: id, tokenHash: 'b'.repeat(64) });
    scene.run(resend);
    expect(invitation()).toMatchObject({ tokenHash: 'b'.repeat(64), status: 'pending' });
    expect(invitation().expiresAt > before.expiresAt).toBe(true);
    const declined = { ...invitation(), status: 'declined' as const };
    scene.state.put(declined._id, readEntry(declined._id, '9-a', { ...declined, _rev: '9-a' }), []);
    scene.run(resend);
    expect(invitation().status).toBe('pending');
    const revoke = revokeInvitation({ tenantId, invitationId: id });
    expect(scene.run(revoke)).toEqual({ changed: true });
    expect(scene.run(revoke)).toEqual({ changed: false });
    expect(() => scene.run(resend)).toSatisfy(refusedWith('not-allowed-in-state', 'revoked'));
    const joined = { ...invitation(), status: 'joined' as const };
    scene.state.put(joined._id, readEntry(joined._id, '19-a', { ...joined, _rev: '19-a' }), []);
    expect(() => scene.run(resend)).toSatisfy(refusedWith('not-allowed-in-state', 'accepted'));
    expect(() => scene.run(revoke)).toSatisfy(refusedWith('not-allowed-in-state', 'accepted'));
    const unknown = revokeInvitation({ tenantId, invitationId: appId });
    expect(() => scene.run(unknown)).toSatisfy(refusedWith('not-found'));
  });

  it('are not made into a tenant in the trash', () => {
    const { scene, tenantId, invite } = withTenant();
    scene.run(removeTenant({ tenantId }));
    expect(() => scene.run(invite('ben@example.org'))).toSatisfy(
      refusedWith('not-allowed-in-state', 'in the trash'),
    );
  });
});

describe('sharing settings (T7)', () => {
  it('are read as people write them, told with before and after, and written once', () => {
    const { scene, tenantId } = withTenant();
    const set = setSharing({
      tenantId,
      invite: 'owners',
      domains: [' @B.example ', 'a.example', 'b.example', ''],
    });
    expect(scene.outcomeOf(set).audit).toMatchObject([
      {
        action: 'tenant_sharing_set',
        details: {
          before: { invite: 'admins', domains: null },
          after: { invite: 'owners', domains: ['a.example', 'b.example'] },
        },
      },
    ]);
    expect(scene.run(set).changed).toBe(true);
    expect(scene.run(set).changed).toBe(false);
    expect(scene.run(setSharing({ tenantId, domains: [] })).changed).toBe(true);
    expect(scene.tenant('abc').sharing).toEqual({ invite: 'owners', domains: null });
    expect(() => scene.run(setSharing({ tenantId, domains: ['a@b.c'] }))).toSatisfy(
      refusedWith('invalid-input', 'a@b.c'),
    );
    const many = Array.from({ length: 101 }, (_, n) => `d${String(n)}.example`);
    expect(() => scene.run(setSharing({ tenantId, domains: many }))).toSatisfy(
      refusedWith('invalid-input', '100'),
    );
  });
});

describe('applications of a tenant (T4, I7)', () => {
  const fields = {
    name: ' Kasse ',
    issuer: 'https://login.example.org',
    audience: ' ',
    databases: null,
    access: 'read' as const,
  };

  it('are added, edited, turned off, removed and restored, each told and once', () => {
    const { scene, tenantId } = withTenant();
    const ref = { tenantId, appId };
    expect(scene.run(addApplication({ ...fields, ...ref }))).toEqual({ appId });
    const found = () => scene.state.snapshot().applications.get(tenantId)?.[0];
    expect(found()).toMatchObject({ name: 'Kasse', audience: null, enabled: true });
    const off = editApplication({ ...ref, enabled: false, databases: ['sales'] });
    expect(scene.outcomeOf(off).audit).toMatchObject([
      {
        action: 'application_edited',
        details: { before: { enabled: true }, after: { enabled: false, databases: ['sales'] } },
      },
    ]);
    expect(scene.run(off).changed).toBe(true);
    expect(scene.run(off).changed).toBe(false);
    expect(scene.run(removeApplication(ref)).changed).toBe(true);
    expect(scene.run(removeApplication(ref)).changed).toBe(false);
    expect(() => scene.run(off)).toSatisfy(refusedWith('not-allowed-in-state'));
    expect(scene.run(restoreApplication(ref)).changed).toBe(true);
    expect(scene.run(restoreApplication(ref)).changed).toBe(false);
    expect(found()).toMatchObject({ deletedAt: null, enabled: false });
  });

  it.each([
    [{ issuer: 'http://login.example.org' }, 'invalid-input', 'https'],
    [{ issuer: 'https://a:b@login.example.org' }, 'invalid-input', 'password'],
    [{ name: '  ' }, 'invalid-input', 'name'],
    [{ name: 'a\u202eb' }, 'invalid-input', 'one line'],
    [{ name: 'x'.repeat(201) }, 'invalid-input', '200'],
    [{ databases: ['wages'] }, 'invalid-input', 'no database wages'],
    [{ databases: [] }, 'invalid-input', 'no database'],
    [{ audience: 'x'.repeat(501) }, 'invalid-input', '500'],
    [{}, 'conflict', 'already'],
  ])('refuses %j', (wrong, code, message) => {
    const { scene, tenantId } = withTenant();
    scene.run(addApplication({ ...fields, tenantId, appId }));
    const add = addApplication({ ...fields, ...wrong, tenantId, appId: id });
    expect(() => scene.run(add)).toSatisfy(refusedWith(code, message));
  });
});

describe('the address of the gateway', () => {
  it('is kept on the server without a slash at its end, and told', () => {
    const { scene } = withTenant();
    const serverId = `server_${id}`;
    const server = {
      _id: serverId,
      _rev: '1-a',
      type: 'server',
      couchdb_uuid: id,
      name: 'Main',
      url: 'https://couch.example.org',
      practice: false,
      createdAt: sampleContext.now,
      createdBy: 'anna',
      updatedAt: sampleContext.now,
      updatedBy: 'anna',
    };
    scene.state.put(serverId, readEntry(serverId, '1-a', server), []);
    const set = setGateway({ serverId, url: ' https://gate.example.org/ ' });
    expect(scene.run(set).changed).toBe(true);
    expect(scene.run(set).changed).toBe(false);
    expect(scene.state.snapshot().servers.get(serverId)?.gatewayUrl).toBe(
      'https://gate.example.org',
    );
    expect(() => scene.run(setGateway({ serverId, url: 'http://gate.example.org' }))).toSatisfy(
      refusedWith('address-invalid', 'https'),
    );
    expect(scene.run(setGateway({ serverId, url: '' })).changed).toBe(true);
    expect(() => scene.run(setGateway({ serverId: 'server_x', url: null }))).toSatisfy(
      refusedWith('not-found'),
    );
  });
});
