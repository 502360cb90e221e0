import { editOwnUser } from '../../shared/commands/edit-own-user.ts';
import { changeNothing, withClientRevisions } from '../../shared/commands/note-client-revisions.ts';
import { clientRevisionsOf } from '../../shared/documents/client-revisions.ts';
import { ownEmailOf, personOfTenant } from '../../shared/documents/person-fields.ts';
import { tenantDocumentId } from '../../shared/documents/tenant.ts';
import { userDocumentId, type User } from '../../shared/documents/user.ts';
import type { Json } from '../../shared/json.ts';
import { GatewayError } from '../errors.ts';
import type { GatewayRegistry, RegistryAccess } from '../registry/gateway-registry.ts';
import { activeTenantOf } from '../tokens/people.ts';
import { changedFields } from './fields.ts';
import { lineOf } from './line.ts';
import type { Positions } from './positions.ts';
import type { VirtualDocument, VirtualTable } from './table.ts';

/** `/__users`: everybody sees themselves, and nobody else. */
export function usersTable(
  { access, execute }: Pick<GatewayRegistry, 'access' | 'execute'>,
  positions: Pick<Positions, 'ofTenant' | 'ofUser'>,
): VirtualTable {
  const get: VirtualTable['get'] = ({ userId }, id) =>
    id === userDocumentId(userId) ? userDocument(access, userId) : null;

  return {
    name: '__users',
    idOf: ({ userId }, asked) => {
      const own = userDocumentId(userId);
      if (asked === own || asked === userId || asked === access.user(userId)?.sub) return own;
      return asked.startsWith('user_') ? asked : userDocumentId(asked);
    },
    get,
    all: (person) => {
      const own = userDocument(access, person.userId);
      return own === null ? [] : [own];
    },
    changedAt: ({ userId }) =>
      Math.max(
        positions.ofUser(userId),
        ...access.membershipsOfUser(userId).map(({ tenant_id }) => positions.ofTenant(tenant_id)),
      ),
    write: async ({ userId, subject }, seen, { fields, adopt, raise }) => {
      if (fields === null) throw new GatewayError('self_delete_not_allowed');
      const changed = changedFields(seen.fields, fields, ['name', 'email', 'active_tenant_id']);
      const active = changed.get('active_tenant_id');
      const activeTenantId = active?.replace(/^tenant_/, '');
      if (activeTenantId !== undefined) {
        const membership = access.membership(activeTenantId, userId);
        if (membership?.deletedAt !== null) throw new GatewayError('not_member');
      }
      await execute(
        withClientRevisions(
          editOwnUser({
            userId,
            name: changed.get('name'),
            email: changed.get('email'),
            activeTenantId,
          }),
          { kind: 'user', userId },
          { adopt, raise, end: [] },
          access.user(userId)?._rev ?? null,
        ),
        subject,
      );
    },
    create: () => {
      throw new GatewayError('forbidden', { reason: 'Nobody makes another person here.' });
    },
    end: async ({ userId, subject }, _seen, rev) => {
      await execute(
        withClientRevisions(
          changeNothing,
          { kind: 'user', userId },
          { adopt: [], raise: 0, end: [rev] },
        ),
        subject,
      );
    },
  };
}

/** A person as the identity documents of MyCouch show one, made of the registry alone. */
export function userDocument(access: RegistryAccess, userId: string): VirtualDocument | null {
  const user = access.user(userId);
  if (user === null) return null;
  const memberships = access.membershipsOfUser(userId);
  const sum = [
    user._id,
    ...memberships.flatMap(({ _id, tenant_id }) => [_id, tenantDocumentId(tenant_id)]),
  ].reduce((total, id) => total + access.generation(id), 0);
  const kept = clientRevisionsOf(user);
  const deleted = user.deletedAt !== null;
  return {
    id: user._id,
    deleted,
    fields: deleted ? {} : userFields(access, user),
    line: lineOf(user._id, sum, kept, kept.ended),
  };
}

function userFields(access: RegistryAccess, user: User): Record<string, Json> {
  const tenants = access
    .membershipsOfUser(user.user_id)
    .flatMap((membership) => {
      const tenant = access.tenant(membership.tenant_id);
      if (membership.deletedAt !== null || tenant?.deletedAt !== null) return [];
      return [
        {
          tenantId: tenant._id,
          role: membership.role,
          personal: personOfTenant(tenant) === user.user_id,
          joinedAt: membership.joinedAt,
        },
      ];
    })
    .toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
  const active = activeTenantOf(user);
  return {
    type: 'user',
    sub: user.sub,
    email: ownEmailOf(user) ?? user.email,
    name: user.name,
    avatar: user.avatar,
    personalTenantId: tenants.find(({ personal }) => personal)?.tenantId ?? null,
    tenantIds: tenants.map(({ tenantId }) => tenantId),
    tenants,
    active_tenant_id: active === null ? null : tenantDocumentId(active),
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
  };
}
