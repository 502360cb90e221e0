import { z } from 'zod';
import { accessSeenSchema } from './access-seen.ts';
import { commonFields, instantSchema, uuidSchema } from './common.ts';

/** Part of a document id and of the key itself, so it is short and safe everywhere. */
export const keyIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/);

/** What tokens made from a key may do, never more than its tenant's own. */
const scopesSchema = z.looseObject({
  access: z.enum(['read', 'write']),
  /** Names of the blueprint's databases; null: all of the tenant's. */
  databases: z.array(z.string().min(1).max(238)).max(100).nullable(),
});

export type ApiKeyScopes = z.infer<typeof scopesSchema>;

/**
 * A secret that is exchanged at the gateway for a token. Only its hash is here. Revoking it makes a
 * document of its own (`revocation_…`) and edits nothing of this one.
 */
export const apikeySchema = z.looseObject({
  _id: z.string().regex(/^apikey_/),
  type: z.literal('api_key'),
  key_id: keyIdSchema,
  tenant_id: uuidSchema,
  name: z.string().min(1).max(200),
  /** SHA-256 of the whole key, lower-case hexadecimal. */
  key_hash: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: scopesSchema,
  enabled: z.boolean(),
  /** Null: never. */
  expiresAt: instantSchema.nullable(),
  deletedAt: instantSchema.nullable(),
  /** The key that takes this one's place, while both work. */
  replaced_by: keyIdSchema.optional(),
  /** Since it was replaced: so many hours without use, and it is revoked before its time is up. */
  idle_hours: z.number().min(1).max(8760).optional(),
  /** Revisions of conflicting leaves that the key was decided over. */
  access_seen: accessSeenSchema.optional(),
  /** Who asked for it, under the name that MyCouch documents have for it. */
  created_by: z.string().min(1).max(200),
  ...commonFields,
});

export type ApiKey = z.infer<typeof apikeySchema>;

/** Document id of an API key. */
export function apikeyDocumentId(keyId: string): string {
  return `apikey_${keyId}`;
}
