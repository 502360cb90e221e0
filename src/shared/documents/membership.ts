import { z } from 'zod';
import { accessSeenSchema } from './access-seen.ts';
import { commonFields, instantSchema, uuidSchema } from './common.ts';
import { userIdSchema } from './user.ts';

/** Roles in a tenant, from the one that may least. */
export const tenantRoles = ['viewer', 'admin', 'owner'] as const;
export const tenantRoleSchema = z.enum(tenantRoles);
export type TenantRole = z.infer<typeof tenantRoleSchema>;

/** A role that only the tenant's own applications know: `cashier`. */
export const furtherRoleSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
export const furtherRolesLimit = 20;

/** A person's place in one tenant; the only document that says so. */
export const membershipSchema = z.looseObject({
  _id: z.string().regex(/^membership_/),
  type: z.literal('membership'),
  tenant_id: uuidSchema,
  user_id: userIdSchema,
  role: tenantRoleSchema,
  /** Beside `role`, without order. */
  furtherRoles: z.array(furtherRoleSchema).max(furtherRolesLimit),
  joinedAt: instantSchema,
  /** `invitation_…` that was accepted; null: added by an operator, or made the tenant. */
  invitation: z.string().max(200).nullable(),
  deletedAt: instantSchema.nullable(),
  access_seen: accessSeenSchema.optional(),
  ...commonFields,
});

export type Membership = z.infer<typeof membershipSchema>;

/** Document id of a membership; a tenant's uuid has no underscore, so the two parts cannot run together. */
export function membershipDocumentId(tenantId: string, userId: string): string {
  return `membership_${tenantId}_${userId}`;
}
