import { z } from 'zod';
import { commonFields, instantSchema, uuidSchema } from './common.ts';

/** `jti` as our gateways make it: a uuid. */
const tokenIdSchema = uuidSchema;

/**
 * Says that one token is of no use any more, before it ends by itself. Only ever made. Its id says all that
 * counts, so that one that cannot be read, or was deleted too early, revokes all the same; after the
 * token's end a gateway deletes it.
 */
export const revokedTokenSchema = z.looseObject({
  _id: z.string().regex(/^revokedtoken_/),
  type: z.literal('revoked_token'),
  jti: tokenIdSchema,
  /** When the token ends by itself, to the second. */
  expiresAt: instantSchema,
  tenant_id: uuidSchema.nullable(),
  /** `sub` of the token. */
  sub: z.string().min(1).max(500),
  ...commonFields,
});

export type RevokedToken = z.infer<typeof revokedTokenSchema>;

const prefix = 'revokedtoken_';

/**
 * Document id of the revocation of a token. `expiresAt`: ISO instant in UTC; what is below a second is left
 * out, as in a token's `exp`.
 */
export function revokedTokenDocumentId(jti: string, expiresAt: string): string {
  const end = `${new Date(expiresAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  return `${prefix}${end}_${jti}`;
}

/** The token that a document id revokes, whatever the document says; null where it is no such document's. */
export function revokedTokenOfId(
  documentId: string,
): { readonly jti: string; readonly expiresAt: string } | null {
  const [, year, month, day, hour, minute, second, jti] =
    /^revokedtoken_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z_(.+)$/.exec(documentId) ?? [];
  if (jti === undefined || !tokenIdSchema.safeParse(jti).success) return null;
  const expiresAt = `${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:${String(second)}.000Z`;
  return Number.isNaN(Date.parse(expiresAt)) ? null : { jti, expiresAt };
}
