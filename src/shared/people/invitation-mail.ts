import type { Invitation } from '../documents/invitation.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { MailDraft } from './mail-link.ts';

/**
 * The message that goes with an invitation. The link is not in it: what the mail program is opened with can
 * be read by other programs of the machine. Whoever sends it pastes the link.
 */
export function invitationMail(
  { name }: Pick<Tenant, 'name'>,
  { email, expiresAt }: Pick<Invitation, 'email' | 'expiresAt'>,
): MailDraft {
  return {
    to: email,
    subject: `Invitation to ${name}`,
    body: [
      'Hello,',
      '',
      `you are invited to join ${name}. Open this link and sign in:`,
      '',
      '[paste the link here]',
      '',
      `The link works once, until ${expiresAt.slice(0, 10)}. Please do not pass it on.`,
      '',
    ].join('\n'),
  };
}
