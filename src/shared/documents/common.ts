import { z } from 'zod';

/** An instant as the MyCouch documents write it: ISO 8601 in UTC with milliseconds. */
export const instantSchema = z.iso.datetime();

export const uuidSchema = z.uuid();

/**
 * What every registry document carries. Schemas are loose: fields we do not know are kept, so that an
 * older console never removes what a newer one wrote.
 */
export const commonFields = {
  _rev: z.string().optional(),
  /** Revisions of conflicting leaves that were merged into this document or one before it. */
  merged_revs: z.array(z.string()).optional(),
  createdAt: instantSchema,
  createdBy: z.string().min(1).max(200),
  updatedAt: instantSchema,
  updatedBy: z.string().min(1).max(200),
} as const;
