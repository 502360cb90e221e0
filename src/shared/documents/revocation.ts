import { z } from 'zod';
import { keyIdSchema } from './apikey.ts';
import { commonFields, uuidSchema } from './common.ts';

/**
 * Says that an API key is of no use any more, for good. It is only ever made, so no edit of the key, on
 * whatever device and however late, can meet it and win.
 */
export const revocationSchema = z.looseObject({
  _id: z.string().regex(/^revocation_/),
  type: z.literal('revocation'),
  key_id: keyIdSchema,
  tenant_id: uuidSchema,
  reason: z.string().max(500),
  ...commonFields,
});

export type Revocation = z.infer<typeof revocationSchema>;

const prefix = 'revocation_';

/** Document id of the revocation of an API key. */
export function revocationDocumentId(keyId: string): string {
  return `${prefix}${keyId}`;
}

/** The key that a document id revokes, whatever the document says; null where it is no revocation's. */
export function revokedKeyId(documentId: string): string | null {
  return documentId.startsWith(prefix) ? documentId.slice(prefix.length) : null;
}
