import { z } from 'zod';
import { jsonSchema } from '../json.ts';
import { accessSeenSchema } from './access-seen.ts';
import { commonFields, instantSchema, uuidSchema } from './common.ts';

export const tenantNameLimit = 200;
export const tenantDescriptionLimit = 4000;

/** Who may invite people into a tenant at the gateway, from the least on. */
export const inviters = ['operators', 'owners', 'admins'] as const;
export type Inviter = (typeof inviters)[number];

const sharingSchema = z.looseObject({
  invite: z.enum(inviters),
  /** Domains of the addresses that may be invited or added, in lower case; null: any. */
  domains: z.array(z.string().min(1).max(253)).max(100).nullable(),
});

export type Sharing = z.infer<typeof sharingSchema>;

/** What holds for a tenant that says nothing. */
export const defaultSharing: Sharing = { invite: 'admins', domains: null };

/** Counters that only rise. They stay far below 2^53, so a forged giant cannot freeze them. */
const counterSchema = z.number().int().min(1).max(1_000_000_000);

/**
 * A tenant: a customer, shop, band or team. `key` is in names and is immutable once provisioned;
 * `generation` rises with every edit that affects access; `epoch` rises with every withdrawal of access
 * and is part of the roles.
 */
export const tenantSchema = z.looseObject({
  _id: z.string().regex(/^tenant_/),
  type: z.literal('tenant'),
  tenant_id: uuidSchema,
  key: z.string().min(1).max(200),
  name: z.string().min(1).max(tenantNameLimit),
  description: z.string().max(tenantDescriptionLimit),
  owner_email: z.string().max(320).nullable(),
  blueprint: z.string().regex(/^blueprint_/),
  /** `server_…` of the home server; null means the server this registry replicates with. */
  server_id: z.string().nullable(),
  configuration: z.record(z.string(), jsonSchema),
  enabled: z.boolean(),
  readOnly: z.boolean(),
  generation: counterSchema,
  epoch: counterSchema,
  archivedAt: instantSchema.nullable(),
  deletedAt: instantSchema.nullable(),
  /** Refuses writes over quota: set by hand or by who measures usage; the guard reads it. */
  overQuota: z.boolean().optional(),
  /** When its databases and accounts were deleted for good. The key stays taken. */
  purgedAt: instantSchema.nullable().optional(),
  sharing: sharingSchema.optional(),
  /** Conflicting leaves that access fields were decided over. */
  access_seen: accessSeenSchema.optional(),
  ...commonFields,
});

export type Tenant = z.infer<typeof tenantSchema>;

export const tenantStates = ['active', 'suspended', 'archived', 'deleted'] as const;
export type TenantState = (typeof tenantStates)[number];

/** The one word for where a tenant stands; the most withdrawn state wins. */
export function tenantState(tenant: Tenant): TenantState {
  if (tenant.deletedAt !== null) return 'deleted';
  if (tenant.archivedAt !== null) return 'archived';
  return tenant.enabled ? 'active' : 'suspended';
}

/** Whether everything of it was deleted from the server for good. */
export function isPurged({ purgedAt }: Tenant): boolean {
  return purgedAt !== null && purgedAt !== undefined;
}

/** Document id of a tenant. */
export function tenantDocumentId(tenantId: string): string {
  return `tenant_${tenantId}`;
}
