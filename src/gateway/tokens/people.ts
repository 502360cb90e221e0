import { z } from 'zod';
import type { PlatformIssuer } from '../config/schema.ts';
import type { RegistryAccess } from '../registry/gateway-registry.ts';
import type { IssuedIdentity } from './issuer-token.ts';
import { userIdSchema, type User } from '../../shared/documents/user.ts';
import { uuidSchema } from '../../shared/documents/common.ts';
import type { Membership } from '../../shared/documents/membership.ts';

/** What comes of a sign-in of a person. */
export type SignIn =
  | { readonly outcome: 'ready'; readonly userId: string; readonly membership: Membership }
  /**
   * There is no tenant that the token could be for. `bootstrapped`: there is one now, so that the same
   * request will do when it is made again.
   */
  | { readonly outcome: 'no-tenant'; readonly bootstrapped: boolean }
  | { readonly outcome: 'removed' };

/**
 * Who people are to the registry. The one place where a first sign-in is handled: making the person and
 * their tenant, and handing a document that was made by address over to whoever proves to have it.
 */
export interface People {
  /** After the issuer's token was checked. Writes what a sign-in writes. */
  readonly signIn: (issuer: PlatformIssuer, identity: IssuedIdentity) => Promise<SignIn>;
  /** Of somebody who holds a token of ours: the tenant they are active in now. Writes nothing. */
  readonly current: (userId: string) => SignIn;
}

/** The id of a person by issuer and subject; null where the subject cannot be part of one. */
export function userIdOf(
  issuer: Pick<PlatformIssuer, 'userPrefix'>,
  subject: string,
): string | null {
  const parsed = userIdSchema.safeParse(`${issuer.userPrefix}${subject}`);
  return parsed.success ? parsed.data : null;
}

/** Where a person works now, as identity documents have it: `tenant_<uuid>` or the uuid alone. */
export function activeTenantOf(user: User): string | null {
  const value = z.string().safeParse(user['active_tenant_id']);
  if (!value.success) return null;
  const id = uuidSchema.safeParse(value.data.replace(/^tenant_/, ''));
  return id.success ? id.data : null;
}

/** People whom the registry knows, and nobody else: no first sign-in. */
export function knownPeople(access: RegistryAccess): People {
  const of = (user: User | null): SignIn => {
    if (user === null) return { outcome: 'no-tenant', bootstrapped: false };
    if (user.deletedAt !== null) return { outcome: 'removed' };
    const tenantId = activeTenantOf(user);
    const membership = tenantId === null ? null : access.membership(tenantId, user.user_id);
    return membership?.deletedAt !== null
      ? { outcome: 'no-tenant', bootstrapped: false }
      : { outcome: 'ready', userId: user.user_id, membership };
  };
  return {
    signIn: (issuer, identity) => {
      const userId = userIdOf(issuer, identity.subject);
      const named = userId === null ? null : access.user(userId);
      return Promise.resolve(
        of(named ?? access.userBySub(`${issuer.userPrefix}${identity.subject}`)),
      );
    },
    current: (userId) => of(access.user(userId)),
  };
}
