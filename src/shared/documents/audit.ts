import { z } from 'zod';
import { jsonSchema } from '../json.ts';
import { instantSchema, uuidSchema } from './common.ts';

/**
 * One entry of the audit log. Its id is `audit_` and the SHA-256 of its content, so that a forged body
 * shows. Entries are written together with the change they tell of.
 */
export const auditSchema = z.looseObject({
  _id: z.string().regex(/^audit_[0-9a-f]{64}$/),
  _rev: z.string().optional(),
  type: z.literal('audit_log'),
  tenant_id: uuidSchema.nullable(),
  /** `tenant_created`, `tenant_suspended`, `plan_applied`, … */
  action: z.string().min(1).max(60),
  actor: z.string().min(1).max(200),
  device: z.string().min(1).max(60),
  resource_type: z.string().min(1).max(60),
  resource_id: z.string().min(1).max(300),
  outcome: z.enum(['ok', 'failed']),
  /** Before and after, counts, reasons; never a secret. */
  details: z.record(z.string(), jsonSchema),
  createdAt: instantSchema,
});

export type AuditEntry = z.infer<typeof auditSchema>;

/** An entry before its id is computed. */
export type AuditDraft = Omit<AuditEntry, '_id' | '_rev' | 'device'>;
