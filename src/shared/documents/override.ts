import { z } from 'zod';
import { jsonSchema } from '../json.ts';
import { commonFields, uuidSchema } from './common.ts';

const principalsSchema = z.object({
  names: z.array(z.string().min(1).max(300)).max(100),
  roles: z.array(z.string().min(1).max(300)).max(100),
});

/**
 * What one database has beside what its blueprint says: a hand-made change that an operator adopted. It
 * only ever adds. Additional names and roles hold while the tenant is active, and are gone with it; they
 * can neither open a database to everyone nor carry another tenant's role.
 */
export const overrideSchema = z.looseObject({
  _id: z.string().regex(/^override_/),
  type: z.literal('override'),
  tenant_id: uuidSchema,
  /** Name of the database on the server. */
  database: z.string().min(1).max(238),
  security: z.object({ admins: principalsSchema, members: principalsSchema }).nullable(),
  /** Design documents by id (`_design/…`, never the guard), without `_id` and `_rev`; null: not wanted at all. */
  designs: z.record(z.string().regex(/^_design\/.+/), z.record(z.string(), jsonSchema).nullable()),
  ...commonFields,
});

export type Override = z.infer<typeof overrideSchema>;

/** Document id of the override of one database. */
export function overrideDocumentId(tenantId: string, database: string): string {
  return `override_${tenantId}_${database}`;
}
