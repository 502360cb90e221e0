import { emailLimit, isEmailAddress } from '../people/email-address.ts';
import { tenantDescriptionLimit, tenantNameLimit } from '../documents/tenant.ts';

/** Line breaks and their like, and the characters that make text run backwards: a name is read in lists. */
export const unfitForNames = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/** What is wrong with a tenant's free texts, as a sentence; null when nothing is. */
export function tenantTextProblem(text: {
  readonly name: string;
  readonly description: string;
  readonly ownerEmail: string | null;
}): string | null {
  if (text.name.trim() === '') return 'A tenant needs a name.';
  if (text.name.length > tenantNameLimit) {
    return `A name has at most ${String(tenantNameLimit)} characters.`;
  }
  if (unfitForNames.test(text.name)) {
    return 'A name is one line of text, without control characters.';
  }
  if (text.description.length > tenantDescriptionLimit) {
    return `A description has at most ${String(tenantDescriptionLimit)} characters.`;
  }
  if (text.ownerEmail !== null && text.ownerEmail.length > emailLimit) {
    return `An e-mail address has at most ${String(emailLimit)} characters.`;
  }
  if (text.ownerEmail !== null && !isEmailAddress(text.ownerEmail)) {
    return 'The owner is not an e-mail address, like anna@example.org.';
  }
  return null;
}
