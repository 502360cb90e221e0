import { z } from 'zod';
import { instantSchema, uuidSchema } from './common.ts';

/** The one lease document of a registry. */
export const leaseDocumentId = 'lease';

/**
 * Who applies to the server right now. Written straight to the server's `couch-sitter`, so that CouchDB's
 * revision check arbitrates, and never by replication; consoles read it from their replica. All instants
 * are the server's own (`Date` of its answers), so that no laptop's clock counts.
 */
export const leaseSchema = z.looseObject({
  _id: z.literal(leaseDocumentId),
  _rev: z.string().optional(),
  type: z.literal('lease'),
  /** A new uuid at every acquisition; null when nobody holds it. */
  token: uuidSchema.nullable(),
  /** Id and short name of the device that holds it, or held it last. */
  device_id: z.string().min(1).max(100),
  device: z.string().min(1).max(100),
  actor: z.string().min(1).max(200),
  purpose: z.enum(['apply', 'agent']),
  acquiredAt: instantSchema,
  renewedAt: instantSchema,
  expiresAt: instantSchema,
  /** Somebody who would like to have it; an agent then lets go as soon as its run has ended. */
  requested_by: z
    .object({ device_id: z.string().max(100), device: z.string().max(100), at: instantSchema })
    .nullable(),
});

export type Lease = z.infer<typeof leaseSchema>;
