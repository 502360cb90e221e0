import { editTenant } from '../../shared/commands/edit-tenant.ts';
import { changeNothing, withClientRevisions } from '../../shared/commands/note-client-revisions.ts';
import { createOwnTenant } from '../../shared/commands/own-tenant.ts';
import { removeTenant } from '../../shared/commands/remove-tenant.ts';
import { clientRevisionsOf } from '../../shared/documents/client-revisions.ts';
import { uuidSchema } from '../../shared/documents/common.ts';
import { membershipDocumentId } from '../../shared/documents/membership.ts';
import { applicationOfTenant, personOfTenant } from '../../shared/documents/person-fields.ts';
import { isPurged, tenantDocumentId, type Tenant } from '../../shared/documents/tenant.ts';
import { userDocumentId } from '../../shared/documents/user.ts';
import type { Json } from '../../shared/json.ts';
import { GatewayError } from '../errors.ts';
import { unknownCredentials } from '../people/credentials.ts';
import { keyOfName } from '../people/personal-tenant.ts';
import type { GatewayRegistry, RegistryAccess } from '../registry/gateway-registry.ts';
import { activeTenantOf } from '../tokens/people.ts';
import { changedFields } from './fields.ts';
import { lineOf } from './line.ts';
import type { Positions } from './positions.ts';
import type { VirtualDocument, VirtualTable } from './table.ts';

export interface TenantsOptions {
  /** Of tenants that people make, `blueprint_…`. */
  readonly blueprint: string;
  readonly ownedTenants: number;
  readonly uuid: () => string;
  readonly bytes: (size: number) => Uint8Array;
}

/** `/__tenants`: everybody sees the tenants that they are a member of; their owners change them. */
export function tenantsTable(
  { access, execute }: Pick<GatewayRegistry, 'access' | 'execute'>,
  positions: Pick<Positions, 'ofTenant'>,
  options: TenantsOptions,
): VirtualTable {
  const get: VirtualTable['get'] = ({ userId }, id) =>
    tenantDocument(access, id.replace(/^tenant_/, ''), userId);

  return {
    name: '__tenants',
    idOf: (_person, asked) => (asked.startsWith('tenant_') ? asked : `tenant_${asked}`),
    get,
    all: ({ userId }) =>
      access
        .membershipsOfUser(userId)
        .flatMap(({ tenant_id }) => tenantDocument(access, tenant_id, userId) ?? [])
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    changedAt: (_person, id) => positions.ofTenant(id.replace(/^tenant_/, '')),
    write: async (person, seen, { fields, adopt, raise }) => {
      const tenantId = seen.id.replace(/^tenant_/, '');
      const { userId, subject } = person;
      const tenant = access.tenant(tenantId);
      const membership = access.membership(tenantId, userId);
      if (seen.deleted || tenant === null) throw new GatewayError('not_member');
      if (membership?.role !== 'owner') {
        throw new GatewayError('forbidden', { reason: 'Only an owner of the tenant changes it.' });
      }
      const rev = tenant._rev ?? null;
      const met = { adopt, raise, end: [] };
      const keeper = { kind: 'tenant', tenantId } as const;
      if (fields === null) {
        const user = access.user(userId);
        const active = user === null ? null : activeTenantOf(user);
        if (active === tenantId || person.tenantId === tenantId) {
          throw new GatewayError('cannot_delete_active_tenant');
        }
        await execute(withClientRevisions(removeTenant({ tenantId }), keeper, met, rev), subject);
        return;
      }
      const changed = changedFields(seen.fields, fields, ['name', 'description']);
      const command = editTenant({
        tenantId,
        name: changed.get('name'),
        description: changed.get('description'),
      });
      await execute(withClientRevisions(command, keeper, met, rev), subject);
    },
    create: async ({ userId, subject }, id, { fields, adopt, raise }) => {
      const tenantId = uuidSchema.safeParse(id.replace(/^tenant_/, ''));
      if (!tenantId.success) {
        throw new GatewayError('invalid_request', {
          reason: 'The id of a tenant is “tenant_” and a uuid.',
        });
      }
      if (access.tenant(tenantId.data) !== null) throw new GatewayError('not_member');
      // A deletion of what was never here.
      if (fields === null) throw new GatewayError('not_found');
      // Who made it, and how, is for the gateway to say.
      const told = Object.fromEntries(
        Object.entries(fields).filter(([field]) => field !== 'metadata'),
      );
      const blank = {
        type: 'tenant',
        userId: userDocumentId(userId),
        userIds: [userDocumentId(userId)],
      };
      const given = changedFields(blank, told, ['name', 'description', 'applicationId']);
      const blueprint = access.blueprint(options.blueprint);
      if (blueprint === null) {
        throw new GatewayError('forbidden', { reason: 'Nobody makes tenants here.' });
      }
      const name = given.get('name') ?? '';
      const command = createOwnTenant({
        tenantId: tenantId.data,
        key: keyOfName(name, tenantId.data),
        name,
        description: given.get('description') ?? '',
        blueprint: blueprint._id,
        credentials: await unknownCredentials(blueprint, options),
        personal: false,
        application: given.get('applicationId')?.slice(0, 200) ?? null,
        userId,
        mayOwn: options.ownedTenants,
      });
      await execute(
        withClientRevisions(
          command,
          { kind: 'tenant', tenantId: tenantId.data },
          { adopt, raise, end: [] },
        ),
        subject,
      );
    },
    end: async ({ userId, subject }, seen, rev) => {
      const tenantId = seen.id.replace(/^tenant_/, '');
      await execute(
        withClientRevisions(
          changeNothing,
          { kind: 'membership', tenantId, userId },
          { adopt: [], raise: 0, end: [rev] },
        ),
        subject,
      );
    },
  };
}

/**
 * A tenant as the identity documents of MyCouch show one to a member; deleted for who was one and is not any
 * more. Null: they never were one. Made of the registry alone.
 */
function tenantDocument(
  access: RegistryAccess,
  tenantId: string,
  userId: string,
): VirtualDocument | null {
  const membership = access.membership(tenantId, userId);
  const tenant = access.tenant(tenantId);
  if (membership === null || tenant === null) return null;
  const all = access.membershipsOfTenant(tenantId);
  const sum = [tenant._id, ...all.map(({ user_id }) => membershipDocumentId(tenantId, user_id))]
    .map(access.generation)
    .reduce((total, one) => total + one, 0);
  const deleted = membership.deletedAt !== null || tenant.deletedAt !== null || isPurged(tenant);
  return {
    id: tenantDocumentId(tenantId),
    deleted,
    fields: deleted ? {} : tenantFields(access, tenant),
    line: lineOf(tenant._id, sum, clientRevisionsOf(tenant), clientRevisionsOf(membership).ended),
  };
}

function tenantFields(access: RegistryAccess, tenant: Tenant): Record<string, Json> {
  const members = access
    .membershipsOfTenant(tenant.tenant_id)
    .filter(({ deletedAt }) => deletedAt === null);
  const [owner] = members
    .filter(({ role }) => role === 'owner')
    .toSorted((a, b) => {
      if (a.joinedAt !== b.joinedAt) return a.joinedAt < b.joinedAt ? -1 : 1;
      return a.user_id < b.user_id ? -1 : 1;
    });
  const personal = personOfTenant(tenant);
  const userId = owner === undefined ? null : userDocumentId(owner.user_id);
  return {
    type: 'tenant',
    name: tenant.name,
    description: tenant.description,
    applicationId: applicationOfTenant(tenant),
    userId,
    userIds: members.map(({ user_id }) => userDocumentId(user_id)).toSorted(),
    createdAt: tenant.createdAt,
    updatedAt: tenant.updatedAt,
    metadata: { createdBy: userId, autoCreated: personal !== null },
  };
}
