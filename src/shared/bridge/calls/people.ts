import { z } from 'zod';
import { tenantRoles } from '../../documents/membership.ts';
import { inviters } from '../../documents/tenant.ts';
import { personNameLimit, userIdSchema } from '../../documents/user.ts';
import {
  personFilters,
  personSorts,
  type InvitationsMade,
  type InvitationView,
  type MadeInvitation,
  type PeopleAddedReport,
  type PeoplePage,
  type PersonDetail,
  type PersonRemovedReport,
  type TenantPeople,
} from '../people-views.ts';
import { call, nothing, page } from './call.ts';

const tenantId = z.uuid();
const member = { tenantId, userId: userIdSchema };
const role = z.enum(tenantRoles);
const furtherRoles = z.array(z.string().max(60)).max(50);
/** A pasted list; `readAddressList` says what it may look like. */
const list = z.string().max(500_000);
const search = z.string().max(500);
const invitation = z.strictObject({ tenantId, invitationId: z.uuid() });

/** People, their places in tenants, and who may come into a tenant. */
export const peopleCalls = {
  /** Everybody, across all tenants. */
  list: call<PeoplePage>()(
    'tenant.read',
    z.strictObject({
      search,
      filter: z.enum(personFilters),
      sort: z.enum(personSorts),
      direction: z.enum(['asc', 'desc']),
      ...page,
    }),
  ),
  /** One of the list; an address alone where they were only invited. */
  get: call<PersonDetail>()(
    'tenant.read',
    z.strictObject({ userId: userIdSchema.nullable(), email: z.string().max(320) }),
  ),
  ofTenant: call<TenantPeople>()('tenant.read', z.strictObject({ tenantId, search, ...page })),
  /** Adds everybody of a pasted list that can be added, and answers the rest. */
  add: call<PeopleAddedReport>()(
    'tenant.write',
    z.strictObject({ tenantIds: z.array(tenantId).min(1).max(20_000), list, role, furtherRoles }),
  ),
  /** Only what is given is changed. Error: `not-allowed-in-state` for the last owner. */
  change: call<{ readonly changed: boolean }>()(
    'tenant.write',
    z.strictObject({ ...member, role: role.optional(), furtherRoles: furtherRoles.optional() }),
  ),
  remove: call<{ readonly changed: boolean }>()('tenant.write', z.strictObject(member)),
  /** Takes a removal back. */
  restore: call<{ readonly changed: boolean }>()('tenant.write', z.strictObject(member)),
  /** The former owner becomes admin. */
  transfer: call<{ readonly changed: boolean }>()(
    'tenant.write',
    z.strictObject({ tenantId, from: userIdSchema, to: userIdSchema }),
  ),
  removeEverywhere: call<PersonRemovedReport>()(
    'tenant.write',
    z.strictObject({ userId: userIdSchema }),
  ),
  bringBack: call<{ readonly changed: boolean; readonly memberships: number }>()(
    'tenant.write',
    z.strictObject({ userId: userIdSchema, memberships: z.boolean() }),
  ),
  rename: call<{ readonly changed: boolean }>()(
    'tenant.write',
    z.strictObject({ userId: userIdSchema, name: z.string().max(personNameLimit) }),
  ),
  /** Who may invite, and from which domains; no domain: any. */
  setSharing: call<{ readonly changed: boolean }>()(
    'tenant.write',
    z.strictObject({
      tenantId,
      invite: z.enum(inviters).optional(),
      domains: z.array(z.string().max(260)).max(200).optional(),
    }),
  ),
} as const;

/** Offers of a membership by links that work once. A link is in the answer that made it, and nowhere else. */
export const invitationsCalls = {
  /** Of one tenant, or of all; those that can still be answered first. */
  list: call<{ readonly rows: readonly InvitationView[]; readonly total: number }>()(
    'tenant.read',
    z.strictObject({ tenantId: tenantId.nullable(), ...page }),
  ),
  create: call<InvitationsMade>()(
    'tenant.write',
    z.strictObject({ tenantId, list: list.max(50_000), role, furtherRoles }),
  ),
  /** Another link and another seven days; the link before works no more. */
  resend: call<MadeInvitation>()('tenant.write', invitation),
  revoke: call<{ readonly changed: boolean }>()('tenant.write', invitation),
  /** Opens a message to the invited person in the system's mail program; the link is never in it. */
  writeEmail: call<null>()('tenant.write', invitation),
  /** Where people reach the gateway of the connected server. */
  gateway: call<{ readonly url: string | null }>()('tenant.read', nothing),
  setGateway: call<{ readonly url: string | null }>()(
    'server.connect',
    z.strictObject({ url: z.string().max(2000).nullable() }),
  ),
} as const;

const application = {
  name: z.string().max(1000),
  issuer: z.string().max(2000),
  audience: z.string().max(2000).nullable(),
  databases: z.array(z.string().max(238)).max(100).nullable(),
  access: z.enum(['read', 'write']),
};
const applicationRef = { tenantId, appId: z.uuid() };

/** Applications of a tenant that sign their people in elsewhere. */
export const applicationsCalls = {
  add: call<{ readonly appId: string }>()(
    'tenant.write',
    z.strictObject({ tenantId, ...application }),
  ),
  edit: call<{ readonly changed: boolean }>()(
    'tenant.write',
    z.strictObject({
      ...applicationRef,
      ...z.strictObject(application).partial().shape,
      enabled: z.boolean().optional(),
    }),
  ),
  remove: call<{ readonly changed: boolean }>()('tenant.write', z.strictObject(applicationRef)),
  restore: call<{ readonly changed: boolean }>()('tenant.write', z.strictObject(applicationRef)),
} as const;
