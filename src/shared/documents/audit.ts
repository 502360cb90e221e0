import { z } from 'zod';
import { canonicalJson } from '../canonical-json.ts';
import { jsonSchema, type Json } from '../json.ts';
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

/** An entry before the device and the id are known. */
export interface AuditDraft {
  readonly type: 'audit_log';
  readonly tenant_id: string | null;
  readonly action: string;
  readonly actor: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly outcome: 'ok' | 'failed';
  readonly details: Readonly<Record<string, Json>>;
  readonly createdAt: string;
}

/**
 * Completes a draft: adds the device and computes the id.
 * @param sha256 lower-case hexadecimal SHA-256 of a text's UTF-8 bytes
 */
export function auditEntry(
  draft: AuditDraft,
  device: string,
  sha256: (text: string) => string,
): AuditEntry {
  const content = { ...draft, details: { ...draft.details }, device };
  return { _id: `audit_${sha256(canonicalJson(content))}`, ...content };
}
