import { z } from 'zod';
import { canonicalJson } from '../canonical-json.ts';
import { jsonSchema, type Json } from '../json.ts';
import { instantSchema, uuidSchema } from './common.ts';

/** A chain is named by its public key: the first 32 hexadecimal digits of the key's SHA-256. */
export const chainIdSchema = z.string().regex(/^[0-9a-f]{32}$/);
/** `audit_`, the instant as `20260403T020100000Z`, and the SHA-256 of the content. */
export const chainedIdSchema = z.string().regex(/^audit_\d{8}T\d{9}Z_[0-9a-f]{64}$/);
const placeSchema = z.number().int().min(1);

/** The newest entry that one device had seen of another's chain. */
export const citedHeadSchema = z.strictObject({
  device_id: chainIdSchema,
  seq: placeSchema,
  id: chainedIdSchema,
});
export type CitedHead = z.infer<typeof citedHeadSchema>;

export const chainSchema = z.strictObject({
  device_id: chainIdSchema,
  /** Place in the device's chain, from 1. */
  seq: placeSchema,
  /** Id of the entry before it; null for the first. */
  previous: chainedIdSchema.nullable(),
  /** Of every other chain that has grown since the entry before, its newest entry seen here. */
  heads: z.array(citedHeadSchema),
  /** True where the device's clock was set back, so that this entry is older than the one before it. */
  clock_back: z.literal(true).optional(),
});
export type AuditChain = z.infer<typeof chainSchema>;

const fields = {
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
} as const;

/**
 * One entry of the audit log. Its id ends with the SHA-256 of its content, so that a forged body shows.
 * Entries in the registry are of an older console, without chain and signature; in the log all have both,
 * save for those of this device that still wait for its key.
 */
export const auditSchema = z.looseObject({
  _id: z.string().regex(/^audit_(\d{8}T\d{9}Z_)?[0-9a-f]{64}$/),
  ...fields,
  chain: chainSchema.optional(),
  /** The chain's public key: Ed25519, base64url. */
  key: z.string().optional(),
  /** Ed25519 over the id, base64url. */
  signature: z.string().optional(),
});
export type AuditEntry = z.infer<typeof auditSchema>;

/** An entry as it is in the log: chained and signed. */
export const chainedEntrySchema = z.looseObject({
  _id: chainedIdSchema,
  ...fields,
  chain: chainSchema,
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type ChainedEntry = z.infer<typeof chainedEntrySchema>;

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

/** Lower-case hexadecimal SHA-256 of a text's UTF-8 bytes. */
export type Sha256 = (text: string) => string;

/**
 * A draft with its device and an id of its content, without a place in a chain: what stands for the entry
 * until the device's key is there.
 */
export function waitingEntry(draft: AuditDraft, device: string, sha256: Sha256): AuditEntry {
  const content = { ...draft, details: { ...draft.details }, device };
  return { _id: `audit_${sha256(canonicalJson(content))}`, ...content };
}
