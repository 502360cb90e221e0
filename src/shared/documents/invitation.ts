import { z } from 'zod';
import { accessSeenSchema } from './access-seen.ts';
import { commonFields, instantSchema, uuidSchema } from './common.ts';
import { furtherRoleSchema, furtherRolesLimit, tenantRoleSchema } from './membership.ts';
import { userIdSchema } from './user.ts';

/** From the one that gives least. */
export const invitationStatuses = ['revoked', 'declined', 'joined', 'pending'] as const;
export type InvitationStatus = (typeof invitationStatuses)[number];
/** As it stands at an instant: one that nobody answered in time is expired. */
export type InvitationState = InvitationStatus | 'expired';

/** How long a link works, in days. */
export const invitationDays = 7;

/**
 * An offer of a membership by a link that works once. The link's token is shown when it is made and never
 * again; here is only its hash. Sending it anew makes another token, and the one before works no more.
 */
export const invitationSchema = z.looseObject({
  _id: z.string().regex(/^invitation_/),
  type: z.literal('invitation'),
  invitation_id: uuidSchema,
  tenant_id: uuidSchema,
  email: z.string().min(3).max(320),
  role: tenantRoleSchema,
  furtherRoles: z.array(furtherRoleSchema).max(furtherRolesLimit),
  /** SHA-256 of the token, lower-case hexadecimal. */
  tokenHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** When the token was made. */
  sentAt: instantSchema,
  expiresAt: instantSchema,
  status: z.enum(invitationStatuses),
  acceptedAt: instantSchema.nullable(),
  acceptedBy: userIdSchema.nullable(),
  access_seen: accessSeenSchema.optional(),
  ...commonFields,
});

export type Invitation = z.infer<typeof invitationSchema>;

/** Document id of an invitation. */
export function invitationDocumentId(invitationId: string): string {
  return `invitation_${invitationId}`;
}

/** @param now ISO instant in UTC */
export function invitationState({ status, expiresAt }: Invitation, now: string): InvitationState {
  return status === 'pending' && expiresAt <= now ? 'expired' : status;
}
