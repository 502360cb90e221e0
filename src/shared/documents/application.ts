import { z } from 'zod';
import { accessSeenSchema } from './access-seen.ts';
import { commonFields, instantSchema, uuidSchema } from './common.ts';

/**
 * An application of a tenant that signs its people in elsewhere: tokens of its issuer are exchanged at the
 * gateway for tokens that reach these databases.
 */
export const applicationSchema = z.looseObject({
  _id: z.string().regex(/^app_/),
  type: z.literal('application'),
  app_id: uuidSchema,
  tenant_id: uuidSchema,
  name: z.string().min(1).max(200),
  /** `iss` of its tokens; an https address, or http of this machine. */
  issuer: z.string().min(1).max(500),
  /** `aud` that its tokens must carry; null: none is asked for. */
  audience: z.string().min(1).max(500).nullable(),
  /** Names of the blueprint's databases; null: all of the tenant's. */
  allowed_databases: z.array(z.string().min(1).max(238)).max(100).nullable(),
  access: z.enum(['read', 'write']),
  enabled: z.boolean(),
  deletedAt: instantSchema.nullable(),
  access_seen: accessSeenSchema.optional(),
  ...commonFields,
});

export type Application = z.infer<typeof applicationSchema>;

/** Document id of an application. */
export function applicationDocumentId(appId: string): string {
  return `app_${appId}`;
}
