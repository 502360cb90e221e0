/** Words that everybody tries first. */
const wellKnown =
  /^(?:password|passwort|changeme|change-me|admin|couchdb|secret|test|example|letmein|qwerty)/iu;

/** The shortest secret that is taken. */
const shortest = 12;

/**
 * Why a secret that protects everything is too weak, as a sentence without the secret; null: it is not.
 * @param user the account that it belongs to
 */
export function secretProblem(secret: string, user: string): string | null {
  if (secret.length < shortest) return `It has fewer than ${String(shortest)} characters.`;
  if (wellKnown.test(secret)) return 'It begins with a word that is tried first.';
  if (new Set(secret).size < 6) return 'It has fewer than six different characters.';
  if (user !== '' && secret.toLowerCase().includes(user.toLowerCase()) && secret.length < 24) {
    return 'It contains the name of its account.';
  }
  if (/[\p{Cc}]/u.test(secret)) return 'It has a control character or a line break in it.';
  return null;
}
