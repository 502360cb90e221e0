import { z } from 'zod';
import { jsonSchema } from '../json.ts';
import { commonFields } from './common.ts';

const partNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);
const patternSchema = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_-]*\{key\}[a-z0-9_-]*\{name\}[a-z0-9_-]*$/);

const fieldNameSchema = z.string().min(1).max(100);

/** A Mango index; each gets a design document of its own, so that changing one rebuilds no other. */
export const indexSchema = z.object({
  name: partNameSchema,
  fields: z
    .array(z.union([fieldNameSchema, z.record(fieldNameSchema, z.enum(['asc', 'desc']))]))
    .min(1)
    .max(20),
  partial_filter_selector: z.record(z.string(), jsonSchema).optional(),
});

export type BlueprintIndex = z.infer<typeof indexSchema>;

/** A design document of the blueprint's own, beside the guard. */
const blueprintDesignSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/),
  version: z.number().int().min(1).max(1_000_000),
  /** `language`, `views`, …; everything but `_id` and `_rev`. */
  body: z.record(z.string(), jsonSchema),
});

const blueprintDatabaseSchema = z.object({
  name: partNameSchema,
  q: z.number().int().min(1).max(64),
  /** CouchDB's `_revs_limit`; left as the server has it where it is not given. */
  revs_limit: z.number().int().min(1).max(100_000).optional(),
  designs: z.array(blueprintDesignSchema).max(20).optional(),
  indexes: z.array(indexSchema).max(20).optional(),
});

/** What each tenant of this kind gets. */
export const blueprintSchema = z.looseObject({
  _id: z.string().regex(/^blueprint_[a-z][a-z0-9-]{0,40}$/),
  type: z.literal('blueprint'),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
  title: z.string().min(1).max(200),
  version: z.number().int().min(1).max(1_000_000),
  /** For example `shop_{key}_{name}`. */
  database_pattern: patternSchema,
  account_pattern: patternSchema,
  databases: z.array(blueprintDatabaseSchema).min(1).max(50),
  accounts: z
    .array(z.object({ name: partNameSchema, access: z.enum(['read', 'write', 'administer']) }))
    .max(20),
  /**
   * Fields that may carry the tenant's id in a document. The guard wants at least one of them present
   * and every present one equal to the tenant's id.
   */
  tenant_fields: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,60}$/))
    .min(1)
    .max(8),
  ...commonFields,
});

export type Blueprint = z.infer<typeof blueprintSchema>;

/**
 * The preset. Its content is fixed, times included, so that every laptop that creates it makes the very
 * same revision and two of them meeting have no conflict.
 */
export const shopBlueprint: Blueprint = {
  _id: 'blueprint_shop',
  type: 'blueprint',
  name: 'shop',
  title: 'Shop',
  version: 1,
  database_pattern: 'shop_{key}_{name}',
  account_pattern: 'shop_{key}_{name}',
  databases: [
    { name: 'products', q: 1 },
    { name: 'sales', q: 1 },
    { name: 'users', q: 1 },
  ],
  accounts: [
    { name: 'sync', access: 'write' },
    { name: 'admin', access: 'administer' },
  ],
  tenant_fields: ['tenant_id', 'shopId'],
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'mycouch',
  updatedAt: '2026-01-01T00:00:00.000Z',
  updatedBy: 'mycouch',
};
