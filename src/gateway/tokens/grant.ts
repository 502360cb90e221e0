import type { TenantRole } from '../../shared/documents/membership.ts';
import type { TokenReach } from './token-roles.ts';

/** For whom a token is made. */
export type GrantHolder =
  | { readonly kind: 'api-key'; readonly keyId: string }
  | {
      readonly kind: 'person';
      /** Address of the platform's issuer and what it calls the person. */
      readonly issuer: string;
      readonly subject: string;
      readonly userId: string;
      readonly role: TenantRole;
      /** Seconds since 1970. */
      readonly signedInAt: number;
    }
  | {
      readonly kind: 'application';
      readonly appId: string;
      readonly subject: string;
      readonly signedInAt: number;
    };

/** What somebody is given after their credential and the registry were looked at. */
export interface Grant extends TokenReach {
  readonly holder: GrantHolder;
  /** ISO instant that no token of it outlives; null: none. */
  readonly notAfter: string | null;
}

/** What a role in a tenant lets its holder do with the tenant's data. */
export function accessOfRole(role: TenantRole): 'read' | 'write' {
  return role === 'viewer' ? 'read' : 'write';
}

/**
 * `sub`: it has a colon, and what stands before it is an address, `app_…` or `apikey`, so that it equals no
 * account of the console's making. (CouchDB gives a token whose `sub` equals an account's name that
 * account's rights.)
 */
export function subjectOf(holder: GrantHolder): string {
  switch (holder.kind) {
    case 'api-key':
      return `apikey:${holder.keyId}`;
    case 'person':
      return `${holder.issuer}:${holder.subject}`;
    case 'application':
      return `app_${holder.appId}:${holder.subject}`;
  }
}
