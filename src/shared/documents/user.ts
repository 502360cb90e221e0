import { z } from 'zod';
import { accessSeenSchema } from './access-seen.ts';
import { commonFields, instantSchema } from './common.ts';

/** Part of document ids and, at the gateway, the subject of an identity provider: `auth0|5f7c…` is one. */
export const userIdSchema = z.string().regex(/^[^\s/?#\p{Cc}]{1,200}$/u);

export const personNameLimit = 200;

/**
 * A human, as the identity documents of MyCouch have one. Of which tenants they are a member stands in
 * memberships. Whoever was added by address has no `sub` until they have signed in.
 */
export const userSchema = z.looseObject({
  _id: z.string().regex(/^user_/),
  type: z.literal('user'),
  user_id: userIdSchema,
  /** Subject at the identity provider; null: has not signed in yet. */
  sub: z.string().min(1).max(255).nullable(),
  email: z.string().max(320),
  /** Empty: not known. */
  name: z.string().max(personNameLimit),
  /** Address of a picture; the console does not load it. */
  avatar: z.string().max(2000).nullable(),
  lastLoginAt: instantSchema.nullable(),
  /** Since when they may sign in nowhere any more. */
  deletedAt: instantSchema.nullable(),
  access_seen: accessSeenSchema.optional(),
  ...commonFields,
});

export type User = z.infer<typeof userSchema>;

/** Document id of a person. */
export function userDocumentId(userId: string): string {
  return `user_${userId}`;
}

/**
 * The id of a person who is known by address alone: the same on every device, so that two laptops that add
 * the same address offline make one person of it.
 * @param address in the form of `emailAddress`
 * @param digest SHA-256 in lower-case hexadecimal
 */
export function userIdOfAddress(address: string, digest: (text: string) => string): string {
  return `mail-${digest(address.toLowerCase()).slice(0, 32)}`;
}
