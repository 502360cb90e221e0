import type { KeyCheck } from '../../../shared/bridge/views.ts';
import { isEmailAddress } from '../../../shared/people/email-address.ts';
import { keyProblem, keyProblemText } from '../../../shared/naming.ts';
import { words } from '../../app/messages/words.ts';

export interface TenantDraft {
  readonly name: string;
  readonly key: string;
  readonly description: string;
  readonly ownerEmail: string;
}

export const emptyDraft: TenantDraft = { name: '', key: '', description: '', ownerEmail: '' };

/** What is wrong with the name, or null. */
export function nameProblem(name: string): string | null {
  return name.trim() === '' ? words.tenants.nameNeeded : null;
}

/** What is wrong with the owner's address, or null; it may be empty. */
export function ownerProblem(ownerEmail: string): string | null {
  const address = ownerEmail.trim();
  return address === '' || isEmailAddress(address) ? null : words.tenants.ownerInvalid;
}

/** What is wrong with the key: its form at once, a collision as soon as main has looked. */
export function keyFieldProblem(key: string, check: KeyCheck | undefined): string | null {
  const problem = keyProblem(key);
  if (problem !== null) return keyProblemText(problem);
  return check === undefined || check.ok ? null : check.problem;
}
