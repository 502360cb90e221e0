import fc from 'fast-check';
import type { JsonObject } from '../../src/shared/conflicts/slot.ts';
import { times } from './conflict-samples.ts';

const id = '3f0c6f3e-6f9e-4b1a-9d2c-00000000000a';
const instant = fc.constantFrom(...times);
const maybeInstant = fc.option(instant, { nil: null });
const furtherRoles = fc.subarray(['cashier', 'cook']);
const stamps = {
  createdAt: instant,
  createdBy: fc.constantFrom('anna', 'ben'),
  updatedAt: instant,
  updatedBy: fc.constantFrom('anna', 'ben'),
};
const databases = fc.subarray(['products', 'sales']);

/** Bodies of the kinds that say who is in a tenant, few values so that sides often agree. */
const peopleBodies = {
  user: fc.record({
    _id: fc.constant('user_u1'),
    type: fc.constant('user'),
    user_id: fc.constant('u1'),
    sub: fc.constantFrom(null, 'idp|1'),
    email: fc.constant('anna@example.org'),
    name: fc.constantFrom('', 'Anna'),
    avatar: fc.constant(null),
    lastLoginAt: maybeInstant,
    deletedAt: maybeInstant,
    ...stamps,
  }),
  membership: fc.record({
    _id: fc.constant(`membership_${id}_u1`),
    type: fc.constant('membership'),
    tenant_id: fc.constant(id),
    user_id: fc.constant('u1'),
    role: fc.constantFrom('viewer', 'admin', 'owner'),
    furtherRoles,
    joinedAt: instant,
    invitation: fc.constant(null),
    deletedAt: maybeInstant,
    ...stamps,
  }),
  invitation: fc.record({
    _id: fc.constant(`invitation_${id}`),
    type: fc.constant('invitation'),
    invitation_id: fc.constant(id),
    tenant_id: fc.constant(id),
    email: fc.constant('anna@example.org'),
    role: fc.constantFrom('viewer', 'admin', 'owner'),
    furtherRoles,
    tokenHash: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)),
    sentAt: instant,
    expiresAt: instant,
    status: fc.constantFrom('revoked', 'declined', 'joined', 'pending'),
    acceptedAt: fc.constant(null),
    acceptedBy: fc.constant(null),
    ...stamps,
  }),
  application: fc.record({
    _id: fc.constant(`app_${id}`),
    type: fc.constant('application'),
    app_id: fc.constant(id),
    tenant_id: fc.constant(id),
    name: fc.constantFrom('One', 'Two'),
    issuer: fc.constant('https://login.example.org'),
    audience: fc.constant(null),
    allowed_databases: fc.option(databases, { nil: null }),
    access: fc.constantFrom('read', 'write'),
    enabled: fc.boolean(),
    deletedAt: maybeInstant,
    ...stamps,
  }),
  signing_key: fc.record({
    _id: fc.constant('signingkey_k1'),
    type: fc.constant('signing_key'),
    kid: fc.constant('k1'),
    gateway: fc.constant('gw-a'),
    alg: fc.constant('ES256'),
    public_key: fc.constant('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'),
    state: fc.constantFrom('retired', 'retiring', 'active', 'next'),
    activatedAt: maybeInstant,
    retiringAt: maybeInstant,
    retiredAt: maybeInstant,
    ...stamps,
  }),
} as const;

type PeopleKind = keyof typeof peopleBodies;
export const peopleKinds = [
  'user',
  'membership',
  'invitation',
  'application',
  'signing_key',
] as const;

export function peopleBody(kind: PeopleKind): fc.Arbitrary<JsonObject> {
  const body: fc.Arbitrary<JsonObject> = peopleBodies[kind];
  return body;
}
