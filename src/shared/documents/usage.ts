import { z } from 'zod';
import { keyIdSchema } from './apikey.ts';
import { instantSchema, uuidSchema } from './common.ts';

const daySchema = z.iso.date();

/**
 * How often one gateway exchanged an API key on one day. Each gateway writes its own, so that none ever
 * meets another's; it never touches the key it counts.
 */
export const usageSchema = z.looseObject({
  _id: z.string().regex(/^usage_/),
  _rev: z.string().optional(),
  type: z.literal('usage'),
  key_id: keyIdSchema,
  tenant_id: uuidSchema,
  gateway: z.string().regex(/^[a-z0-9-]{1,60}$/),
  /** In UTC, `2026-03-01`. */
  day: daySchema,
  count: z.number().int().min(0).max(1_000_000_000_000),
  last_used: instantSchema,
  updatedAt: instantSchema,
  updatedBy: z.string().min(1).max(200),
});

export type Usage = z.infer<typeof usageSchema>;

/** Document id of a day's usage at one gateway; neither a gateway's name nor a day has an underscore. */
export function usageDocumentId(keyId: string, gateway: string, day: string): string {
  return `usage_${keyId}_${gateway}_${day}`;
}
