import { z } from 'zod';
import { accessSeenSchema } from './access-seen.ts';
import { commonFields, instantSchema } from './common.ts';

/** Where a signing key stands, from the most withdrawn on; it only ever moves towards the first. */
export const signingKeyStates = ['retired', 'retiring', 'active', 'next'] as const;
export type SigningKeyState = (typeof signingKeyStates)[number];

/** Goes into document ids, token headers and CouchDB's configuration (`ec:<kid>`), so it is plain. */
export const kidSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/);
/** A gateway's own name; no underscore, so that ids made of it cannot run together. */
export const gatewayNameSchema = z.string().regex(/^[a-z0-9-]{1,60}$/);

/**
 * The public half of a key that one gateway signs tokens with. The private half is in a file of that
 * gateway and nowhere else. `next`: to be installed in CouchDB, signs nothing yet; `active`: signs;
 * `retiring`: signs no more, its tokens still count; `retired`: nothing of it counts.
 */
export const signingKeySchema = z.looseObject({
  _id: z.string().regex(/^signingkey_/),
  type: z.literal('signing_key'),
  kid: kidSchema,
  gateway: gatewayNameSchema,
  alg: z.enum(['ES256', 'RS256']),
  /** Public key, SPKI in PEM with real newlines. */
  public_key: z
    .string()
    .max(4000)
    .regex(/^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+\n-----END PUBLIC KEY-----\n?$/),
  state: z.enum(signingKeyStates),
  /** When it began to sign; null: not yet. */
  activatedAt: instantSchema.nullable(),
  /** When it ceased to sign. */
  retiringAt: instantSchema.nullable(),
  /** Since when nothing of it counts. */
  retiredAt: instantSchema.nullable(),
  access_seen: accessSeenSchema.optional(),
  ...commonFields,
});

export type SigningKey = z.infer<typeof signingKeySchema>;

/** Document id of a signing key. */
export function signingKeyDocumentId(kid: string): string {
  return `signingkey_${kid}`;
}
