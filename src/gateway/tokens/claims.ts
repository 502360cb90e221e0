import { z } from 'zod';
import { keyIdSchema } from '../../shared/documents/apikey.ts';
import { uuidSchema } from '../../shared/documents/common.ts';
import { tenantRoleSchema } from '../../shared/documents/membership.ts';
import { userIdSchema } from '../../shared/documents/user.ts';
import { longestTokenLife } from '../../shared/keys/token-life.ts';

/** Seconds since 1970, as tokens have them. */
const secondsSchema = z.number().int().min(0).max(253_402_300_799);

/** How far another gateway's clock may go before ours, in seconds. */
export const clockLeeway = 5;

/** `sub` of our tokens is longer than what a provider calls its people by the issuer's address. */
const subjectLimit = 1000;

/** Where the roles stand that CouchDB goes by. */
export const rolesClaim = '_couchdb.roles';

/**
 * What a token of ours says; each claim has a type, and there is no other claim. Exactly one of `key_id`,
 * `user_id` and `app_id` says whom it was made for.
 */
export const claimsSchema = z
  .strictObject({
    iss: z.string().min(1).max(500),
    sub: z.string().min(1).max(subjectLimit),
    iat: secondsSchema,
    exp: secondsSchema,
    jti: uuidSchema,
    tenant_id: uuidSchema,
    epoch: z.number().int().min(1),
    access: z.enum(['read', 'write']),
    /** Names of the blueprint's databases; absent: all of the tenant's. */
    databases: z.array(z.string().min(1).max(238)).min(1).max(100).optional(),
    /** API key. */
    key_id: keyIdSchema.optional(),
    /** Person: who, and their role in the tenant when it was made. */
    user_id: userIdSchema.optional(),
    role: tenantRoleSchema.optional(),
    /** Application of the tenant. */
    app_id: uuidSchema.optional(),
    /** When the person or application signed in at their issuer; refreshing keeps it. */
    auth_time: secondsSchema.optional(),
    [rolesClaim]: z.array(z.string().min(1).max(400)).min(1).max(110),
  })
  .superRefine((claims, context) => {
    const holders = [claims.key_id, claims.user_id, claims.app_id].filter(
      (one) => one !== undefined,
    );
    if (holders.length !== 1) {
      context.addIssue({ code: 'custom', message: 'exactly one of key_id, user_id and app_id' });
    }
    if ((claims.user_id === undefined) !== (claims.role === undefined)) {
      context.addIssue({ code: 'custom', message: 'role belongs to a person' });
    }
    if ((claims.key_id === undefined) !== (claims.auth_time !== undefined)) {
      context.addIssue({ code: 'custom', message: 'auth_time belongs to a sign-in' });
    }
    if (claims.exp <= claims.iat || (claims.exp - claims.iat) * 1000 > longestTokenLife) {
      context.addIssue({ code: 'custom', message: 'exp is after iat, by an hour at most' });
    }
  });

export type TokenClaims = z.output<typeof claimsSchema>;

/** For whom a token was made. */
export type CallerKind = 'api-key' | 'person' | 'application';

export function kindOf(claims: TokenClaims): CallerKind {
  if (claims.key_id !== undefined) return 'api-key';
  return claims.user_id === undefined ? 'application' : 'person';
}

/** An instant in seconds, rounded down. */
export function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
