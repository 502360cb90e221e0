/** Longest address that can be stored, in UTF-16 code units. */
export const emailLimit = 320;
const localLimit = 64;
const domainLimit = 253;
const labelLimit = 63;

/** An address in its one form, or a sentence that says what is wrong with the text. */
export type ReadAddress =
  | { readonly address: string; readonly problem: null }
  | { readonly address: null; readonly problem: string };

/** What nobody sees, or what turns the reading direction: such an address only looks like another one. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
/** What separates addresses and names from each other, so that it would not come back out of a list. */
const separator = /[<>()[\]\\,;:"]/u;
const label = /^[\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

/**
 * Reads one e-mail address and gives it its canonical form: trimmed, NFC, the domain in lower case. The
 * part before the @ is taken as people have it: plus signs, apostrophes, other scripts.
 */
export function readAddress(text: string): ReadAddress {
  const address = text.trim().normalize('NFC');
  const problem = problemOf(address);
  if (problem !== null) return { address: null, problem };
  const at = address.indexOf('@');
  const canonical = `${address.slice(0, at)}@${address.slice(at + 1).toLowerCase()}`.normalize();
  // A few capitals have a longer small form.
  return canonical === address ? { address, problem: null } : readAddress(canonical);
}

/** Whether it can be an address: whether it reaches anybody only a message can tell. */
export function isEmailAddress(text: string): boolean {
  return readAddress(text).problem === null;
}

/** What tells whether two addresses are one: nobody has two mailboxes that differ in capitals. */
export function addressKey(address: string): string {
  return address.toLowerCase();
}

/** The part after the @, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.indexOf('@') + 1).toLowerCase();
}

/** A domain in its canonical form, also where somebody wrote an @ in front; null where it is none. */
export function readDomain(text: string): string | null {
  const domain = text.trim().replace(/^@/, '').normalize('NFC').toLowerCase().normalize('NFC');
  return domainProblem(domain) === null ? domain : null;
}

function problemOf(address: string): string | null {
  if (address === '') return 'There is no address.';
  if (invisible.test(address)) {
    return 'An invisible character, or one that turns the reading direction, is in the address.';
  }
  const parts = address.split('@');
  if (parts.length > 2) return 'There is more than one @ in the address.';
  const [local = '', domain] = parts;
  if (domain === undefined) return 'There is no @ in the address.';
  if (/\s/u.test(address)) return 'A blank is in the address.';
  if (local === '') return 'There is nothing before the @.';
  if (domain === '') return 'There is nothing after the @.';
  const stray = separator.exec(address)?.[0];
  if (stray !== undefined) return `${stray} cannot be in an address.`;
  if (Array.from(local).length > localLimit) {
    return `More than ${String(localLimit)} characters stand before the @.`;
  }
  if (address.length > emailLimit) {
    return `An e-mail address has at most ${String(emailLimit)} characters.`;
  }
  return domainProblem(domain);
}

function domainProblem(domain: string): string | null {
  if (domain.length > domainLimit) {
    return `A domain has at most ${String(domainLimit)} characters.`;
  }
  const wrong = domain
    .split('.')
    .some((part) => Array.from(part).length > labelLimit || !label.test(part.normalize('NFC')));
  return wrong ? 'What follows the @ is no domain, like example.org.' : null;
}
