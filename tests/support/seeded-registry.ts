import { createHash } from 'node:crypto';
import { accountDocumentId } from '../../src/shared/documents/account.ts';
import { apikeyDocumentId } from '../../src/shared/documents/apikey.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import { invitationDocumentId } from '../../src/shared/documents/invitation.ts';
import { membershipDocumentId } from '../../src/shared/documents/membership.ts';
import { revocationDocumentId } from '../../src/shared/documents/revocation.ts';
import { usageDocumentId } from '../../src/shared/documents/usage.ts';
import { userDocumentId, userIdOfAddress } from '../../src/shared/documents/user.ts';
import { accountUsername } from '../../src/shared/tenant-names.ts';
import { fleetTenant } from './fleet.ts';
import { seededNames } from './seeded-names.ts';
import { seededRandom } from './seeded-random.ts';
import { testDigest } from './test-digest.ts';

/** A document as a replication would write it, one of its leaves. */
export interface SeededLeaf extends Readonly<Record<string, unknown>> {
  readonly _id: string;
  readonly _rev: string;
  readonly _revisions: { readonly start: number; readonly ids: readonly string[] };
}

type Body = Readonly<Record<string, unknown>> & { readonly _id: string };

const day = 86_400_000;
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A registry as years of work leave it: tenants of the shop blueprint with names in many scripts, their
 * accounts, people who are members of one or several, API keys with their use, invitations; some suspended,
 * archived or in the trash, some in conflict. About six documents a tenant. The same for the same seed.
 * @param now what the newest of it is near to
 */
export function* seededRegistry(options: {
  readonly tenants: number;
  readonly seed: number;
  readonly now: Date;
}): Generator<SeededLeaf, void> {
  const random = seededRandom(options.seed);
  const names = seededNames(random);
  const newest = options.now.getTime();
  const before = (days: number) => new Date(newest - days * day).toISOString();
  const ago = (days: number) => before(random() * days);
  const people: { readonly id: string; readonly email: string }[] = [];
  const uuid = (): string => {
    const digest = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join(
      '',
    );
    return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20)}`;
  };
  const stamp = (createdAt: string) => ({
    createdAt,
    createdBy: random() < 0.7 ? 'anna' : 'ben',
    updatedAt: random() < 0.5 ? createdAt : between(createdAt, newest, random),
    updatedBy: random() < 0.7 ? 'anna' : 'carla',
  });
  const leaf = (body: Body, revisions = random() < 0.3 ? 3 : 1): SeededLeaf => {
    const start = revisions;
    const ids = Array.from({ length: start }, (_, n) =>
      hex(`${body._id} ${String(n)} ${String(options.seed)}`),
    );
    return { ...body, _rev: `${String(start)}-${ids[0] ?? ''}`, _revisions: { start, ids } };
  };

  for (let number = 0; number < options.tenants; number += 1) {
    const id = uuid();
    const key = `t${String(number)}-${hex(`key ${String(number)}`).slice(0, 4)}`;
    const createdAt = ago(1500);
    const kind = random();
    const withdrawn =
      kind < 0.03 ? 'deleted' : kind < 0.06 ? 'archived' : kind < 0.1 ? 'suspended' : null;
    const members = 1 + Math.floor(random() ** 5 * 5);
    const owners: string[] = [];
    const memberships: Body[] = [];
    for (let place = 0; place < members; place += 1) {
      const known = random() < 0.35 ? people[Math.floor(random() * people.length)] : undefined;
      const person = known ?? { ...names.person() };
      const email = person.email;
      const userId = known?.id ?? userIdOfAddress(email, testDigest);
      if (known === undefined) {
        people.push({ id: userId, email });
        yield leaf({
          _id: userDocumentId(userId),
          type: 'user',
          user_id: userId,
          sub: random() < 0.6 ? `auth0|${hex(email).slice(0, 24)}` : null,
          email,
          name: 'name' in person ? person.name : '',
          avatar: null,
          lastLoginAt: random() < 0.6 ? ago(200) : null,
          deletedAt: random() < 0.02 ? ago(100) : null,
          ...stamp(createdAt),
        });
      }
      if (memberships.some(({ user_id }) => user_id === userId)) continue;
      if (place === 0) owners.push(email);
      memberships.push({
        _id: membershipDocumentId(id, userId),
        type: 'membership',
        tenant_id: id,
        user_id: userId,
        role: place === 0 ? 'owner' : random() < 0.3 ? 'admin' : 'viewer',
        furtherRoles: random() < 0.15 ? ['cashier'] : [],
        joinedAt: createdAt,
        invitation: null,
        deletedAt: place > 0 && random() < 0.05 ? ago(100) : null,
        ...stamp(createdAt),
      });
    }
    const tenant: Body = fleetTenant(key, {
      tenant_id: id,
      name: names.shop(),
      description: random() < 0.6 ? names.text() : '',
      owner_email: owners[0] ?? null,
      enabled: withdrawn !== 'suspended',
      archivedAt: withdrawn === 'archived' ? ago(300) : null,
      deletedAt: withdrawn === 'deleted' ? ago(25) : null,
      readOnly: random() < 0.02,
      configuration: random() < 0.3 ? { currency: 'EUR', locale: 'de-AT', seats: number % 50 } : {},
      generation: 1 + Math.floor(random() * 6),
      epoch: 1 + Math.floor(random() * 3),
      ...stamp(createdAt),
    });
    const conflicted = random() < 0.005;
    const made = conflicted ? leaf(tenant, 3) : leaf(tenant);
    yield made;
    if (conflicted) yield otherSide(tenant, made, names.shop(), before(1));
    for (const membership of memberships) yield leaf(membership);
    for (const { name, access } of shopBlueprint.accounts) {
      const own = hex(`${id} ${name}`);
      yield leaf({
        _id: accountDocumentId(id, name),
        type: 'account',
        tenant_id: id,
        name,
        username: accountUsername(shopBlueprint, key, name),
        access,
        hash: { iterations: 10, salt: own, sha256: own + own, sha1: own + own.slice(0, 8) },
        credential_id: uuid(),
        ...stamp(createdAt),
      });
    }
    for (let count = Math.floor(random() ** 2 * 2.5); count > 0; count -= 1) {
      const keyId = Array.from({ length: 12 }, () => base62[Math.floor(random() * 62)] ?? '0').join(
        '',
      );
      const keyMade = between(createdAt, newest, random);
      const expires = random() < 0.3;
      yield leaf({
        _id: apikeyDocumentId(keyId),
        type: 'api_key',
        key_id: keyId,
        tenant_id: id,
        name: ['Till', 'Web shop', 'Backup', 'Kasse 2', '在庫'][Math.floor(random() * 5)] ?? 'Till',
        key_hash: testDigest(keyId),
        scopes: { access: random() < 0.4 ? 'read' : 'write', databases: null },
        enabled: random() > 0.02,
        expiresAt: expires ? new Date(newest + (random() - 0.2) * 200 * day).toISOString() : null,
        deletedAt: null,
        created_by: 'anna',
        ...stamp(keyMade),
      });
      if (random() < 0.08) {
        yield leaf({
          _id: revocationDocumentId(keyId),
          type: 'revocation',
          key_id: keyId,
          tenant_id: id,
          reason: 'No longer needed',
          ...stamp(ago(60)),
        });
      }
      const days = random() < 0.25 ? Math.floor(random() * 4) : 0;
      for (let back = 0; back < days; back += 1) {
        const at = before(back);
        yield leaf({
          _id: usageDocumentId(keyId, 'gw-1', at.slice(0, 10)),
          type: 'usage',
          key_id: keyId,
          tenant_id: id,
          gateway: 'gw-1',
          day: at.slice(0, 10),
          count: Math.floor(random() ** 3 * 5000),
          last_used: at,
          updatedAt: at,
          updatedBy: 'gw-1',
        });
      }
    }
    if (random() < 0.12) {
      const invitationId = uuid();
      const sentAt = ago(20);
      yield leaf({
        _id: invitationDocumentId(invitationId),
        type: 'invitation',
        invitation_id: invitationId,
        tenant_id: id,
        email: names.person().email,
        role: random() < 0.5 ? 'viewer' : 'admin',
        furtherRoles: [],
        tokenHash: testDigest(invitationId),
        sentAt,
        expiresAt: new Date(Date.parse(sentAt) + 7 * day).toISOString(),
        status: random() < 0.2 ? 'revoked' : 'pending',
        acceptedAt: null,
        acceptedBy: null,
        ...stamp(sentAt),
      });
    }
  }
}

/** The same document as another laptop left it: with another name, branching off the first revision. */
function otherSide(body: Body, made: SeededLeaf, name: string, updatedAt: string): SeededLeaf {
  const ids = [hex(`${body._id} other`), ...made._revisions.ids.slice(-1)];
  return {
    ...body,
    name,
    updatedAt,
    updatedBy: 'ben',
    _rev: `2-${ids[0] ?? ''}`,
    _revisions: { start: 2, ids },
  };
}

function between(from: string, to: number, random: () => number): string {
  const start = Date.parse(from);
  return new Date(start + random() * Math.max(0, to - start)).toISOString();
}

function hex(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
