import type { InvitationState } from '../documents/invitation.ts';
import type { TenantRole } from '../documents/membership.ts';
import type { Inviter, TenantState } from '../documents/tenant.ts';

/** Somebody across all tenants: a person, or an address that was invited and has no person yet. */
export interface PersonRow {
  /** Null: nobody yet, only invited. */
  readonly userId: string | null;
  readonly email: string;
  /** Empty: not known. */
  readonly name: string;
  /** In how many tenants they are, those in the trash left out. */
  readonly tenants: number;
  /** In how many of them as owner. */
  readonly owned: number;
  /** Invitations that wait for them. */
  readonly invited: number;
  /** Null: has not signed in yet. */
  readonly lastLoginAt: string | null;
  readonly createdAt: string;
  /** Since when they are removed everywhere. */
  readonly removedAt: string | null;
}

/** `active`: signed in within the last 30 days. */
export const personFilters = ['all', 'active', 'without-tenant', 'invited', 'removed'] as const;
export type PersonFilter = (typeof personFilters)[number];
export const personSorts = ['name', 'email', 'tenants', 'lastLoginAt', 'createdAt'] as const;
export type PersonSort = (typeof personSorts)[number];

export interface PeoplePage {
  readonly rows: readonly PersonRow[];
  /** Rows that match, of which `rows` is one page. */
  readonly total: number;
  /** People by filter, whatever the search. */
  readonly counts: Readonly<Record<PersonFilter, number>>;
}

export interface PersonMembership {
  readonly tenantId: string;
  readonly tenantKey: string;
  readonly tenantName: string;
  readonly tenantState: TenantState;
  readonly role: TenantRole;
  readonly furtherRoles: readonly string[];
  readonly joinedAt: string;
  readonly addedBy: string;
  readonly endedAt: string | null;
  /** Nobody else owns that tenant. */
  readonly lastOwner: boolean;
}

export interface PersonDetail extends PersonRow {
  /** Subject at the identity provider; null: has not signed in yet. */
  readonly sub: string | null;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  /** API keys they made that still work. */
  readonly keys: number;
  /** Those in force first, at most 500. */
  readonly memberships: readonly PersonMembership[];
  /** Keys of all tenants that nobody else owns, at most 50. */
  readonly lastOwnerOf: readonly string[];
  readonly invitations: readonly InvitationView[];
}

export interface InvitationView {
  readonly invitationId: string;
  readonly tenantId: string;
  readonly tenantKey: string;
  readonly tenantName: string;
  readonly email: string;
  readonly role: TenantRole;
  readonly furtherRoles: readonly string[];
  readonly state: InvitationState;
  readonly sentAt: string;
  readonly expiresAt: string;
  readonly acceptedAt: string | null;
  readonly createdBy: string;
}

export interface MemberRow {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: TenantRole;
  readonly furtherRoles: readonly string[];
  readonly joinedAt: string;
  readonly addedBy: string;
  readonly lastLoginAt: string | null;
  readonly lastOwner: boolean;
}

export interface ApplicationView {
  readonly appId: string;
  readonly name: string;
  readonly issuer: string;
  readonly audience: string | null;
  readonly databases: readonly string[] | null;
  readonly access: 'read' | 'write';
  readonly enabled: boolean;
  readonly createdAt: string;
  readonly createdBy: string;
}

/** Who is in a tenant, and who may come. */
export interface TenantPeople {
  readonly tenantId: string;
  /** One page of them: owners first, then by role and name. */
  readonly members: readonly MemberRow[];
  /** Members that match the search. */
  readonly total: number;
  readonly counts: Readonly<Record<TenantRole, number>>;
  /** It has had people and has no owner any more. */
  readonly withoutOwner: boolean;
  /** Owners, of all pages, at most 100. */
  readonly owners: readonly { readonly userId: string; readonly email: string }[];
  /** Those that can still be answered or sent anew first, then the latest; at most 200. */
  readonly invitations: readonly InvitationView[];
  readonly invitationsTotal: number;
  readonly sharing: { readonly invite: Inviter; readonly domains: readonly string[] | null };
  readonly applications: readonly ApplicationView[];
  /** Names of the databases that an application can be narrowed to. */
  readonly databases: readonly string[];
}

/** A part of a pasted list that came to nothing. */
export interface ListedProblem {
  /** In the text that was handed in, from 1. */
  readonly line: number;
  readonly text: string;
  readonly message: string;
}

export interface PeopleAddedReport {
  readonly added: number;
  readonly back: number;
  readonly already: number;
  readonly problems: readonly ListedProblem[];
  /** What came to nothing, one part a line, to be mended and handed in again. */
  readonly rest: string;
}

/** The one time that an invitation's secret is shown. */
export interface MadeInvitation {
  readonly invitationId: string;
  readonly tenantId: string;
  readonly email: string;
  readonly expiresAt: string;
  readonly token: string;
  /** With the token in its fragment; null where the gateway's address is not known. */
  readonly link: string | null;
}

export interface InvitationsMade {
  readonly made: readonly MadeInvitation[];
  readonly problems: readonly ListedProblem[];
  readonly rest: string;
}

export interface PersonRemovedReport {
  readonly changed: boolean;
  readonly memberships: number;
  readonly invitations: number;
  readonly keys: number;
}
