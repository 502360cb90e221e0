import { z } from 'zod';
import { commonFields, instantSchema, uuidSchema } from './common.ts';

/**
 * A service account: a CouchDB user that belongs to a tenant. The registry has its hashes only; the
 * password is in the vault of the machine that made it. Both PBKDF2 variants are kept because CouchDB
 * 3.3 knows only SHA-1 and later versions take `pbkdf2_prf`; which one goes out is decided when planning.
 * The password is random with 128 bits or more, so few iterations lose nothing, and the server raises
 * them itself at the first login.
 */
export const credentialHashSchema = z.object({
  iterations: z.number().int().min(1).max(10_000_000),
  /** Used by CouchDB as its literal ASCII characters. */
  salt: z.string().regex(/^[0-9a-f]{16,128}$/),
  /** 32 bytes, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** 20 bytes, hexadecimal. */
  sha1: z.string().regex(/^[0-9a-f]{40}$/),
});

export type CredentialHash = z.infer<typeof credentialHashSchema>;

export const accountSchema = z.looseObject({
  _id: z.string().regex(/^account_/),
  type: z.literal('account'),
  tenant_id: uuidSchema,
  /** `sync`, `admin`, …: the account's name in the blueprint. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  username: z.string().min(1).max(300),
  access: z.enum(['read', 'write', 'administer']),
  hash: credentialHashSchema,
  /**
   * The credential before the last rotation. A CouchDB user has one password, so an overlap needs a second
   * user name; the two names take turns. `until`: both work until then, after which somebody's console or
   * agent sets `ended`, and the plan takes its roles away.
   */
  previous: z
    .object({
      username: z.string().min(1).max(300),
      credential_id: uuidSchema,
      hash: credentialHashSchema,
      until: instantSchema,
      ended: z.boolean(),
    })
    .nullable()
    .optional(),
  rotatedAt: instantSchema.nullable().optional(),
  /** Names this credential; stands in the user document too, because the server rewrites hashes by itself. */
  credential_id: uuidSchema,
  ...commonFields,
});

export type Account = z.infer<typeof accountSchema>;

/** Document id of a service account. */
export function accountDocumentId(tenantId: string, name: string): string {
  return `account_${tenantId}_${name}`;
}

/** True while the pair from before the last rotation has not been ended. */
export function hasOverlap({ previous }: Account): boolean {
  return previous !== null && previous !== undefined && !previous.ended;
}

/** True while that pair is to work. `now`: ISO instant in UTC. */
export function overlapRuns(account: Account, now: string): boolean {
  return hasOverlap(account) && (account.previous?.until ?? '') > now;
}
