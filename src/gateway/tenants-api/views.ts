import { z } from 'zod';
import { uuidSchema } from '../../shared/documents/common.ts';
import { tenantState, tenantStates, type Tenant } from '../../shared/documents/tenant.ts';
import { jsonSchema } from '../../shared/json.ts';

/** A tenant as administrators of the platform see it. */
export const tenantViewSchema = z.object({
  id: uuidSchema,
  key: z.string(),
  name: z.string(),
  description: z.string(),
  owner_email: z.string().nullable(),
  blueprint: z.string(),
  state: z.enum(tenantStates),
  read_only: z.boolean(),
  configuration: z.record(z.string(), jsonSchema),
  revision: z.string().describe('goes into "seen" of what is changed on the ground of it'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export function tenantView(tenant: Tenant): z.output<typeof tenantViewSchema> {
  return {
    id: tenant.tenant_id,
    key: tenant.key,
    name: tenant.name,
    description: tenant.description,
    owner_email: tenant.owner_email,
    blueprint: tenant.blueprint,
    state: tenantState(tenant),
    read_only: tenant.readOnly,
    configuration: tenant.configuration,
    revision: tenant._rev ?? '',
    createdAt: tenant.createdAt,
    updatedAt: tenant.updatedAt,
  };
}

const text = (limit: number) => z.string().max(limit);

export const listQuerySchema = z.object({
  limit: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform((given) => Math.min(Math.max(Number(given), 1), 500))
    .optional()
    .describe('1 to 500; 50 where it is left out'),
  after: text(100).optional().describe('"next" of the page before'),
  state: z.enum(tenantStates).optional(),
  search: text(200).optional().describe('a part of key or name'),
});

export const listSchema = z.object({
  tenants: z.array(tenantViewSchema),
  total: z.number().int(),
  next: z.string().nullable().describe('null: this is the last page'),
});

export const createSchema = z.strictObject({
  key: text(200),
  name: text(1000),
  description: text(10_000).optional(),
  owner_email: text(1000).nullable().optional(),
  blueprint: text(100).optional(),
  api_key: z
    .strictObject({
      name: text(1000).optional(),
      access: z.enum(['read', 'write']).optional(),
      databases: z.array(text(238)).min(1).max(100).nullable().optional(),
      expiresAt: z.iso.datetime().nullable().optional(),
    })
    .optional(),
});

export const createdSchema = z.object({
  tenant: tenantViewSchema,
  api_key: z.object({
    id: z.string(),
    key: z.string().describe('shown this once and kept nowhere'),
  }),
});

/** Only what is given is changed. */
export const changeSchema = z.strictObject({
  seen: text(200).optional().describe('the revision that was looked at'),
  name: text(1000).optional(),
  description: text(10_000).optional(),
  owner_email: text(1000).nullable().optional(),
  configuration: z.record(z.string().max(200), jsonSchema).optional(),
});

export const seenSchema = z.strictObject({ seen: text(200).optional() });
