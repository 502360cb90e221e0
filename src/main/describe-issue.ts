import type { z } from 'zod';

/** What people call the fields they fill in; any other field goes by its own name. */
const fieldNames: Readonly<Record<string, string>> = {
  name: 'name',
  key: 'key',
  description: 'description',
  ownerEmail: 'e-mail address',
  url: 'address',
  username: 'user name',
  password: 'password',
  passphrase: 'passphrase',
  text: 'file',
  search: 'search',
};

/** One sentence on the first thing wrong with an argument; names the field, never its value. */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'The argument is not what this call takes.';
  const path = issue.path.map(String).join('.');
  const field = fieldNames[path];
  if (field !== undefined) {
    if (issue.code === 'too_small' && issue.minimum === 1) return `The ${field} is missing.`;
    if (issue.code === 'too_small') {
      return `The ${field} is too short: at least ${String(issue.minimum)} characters are needed.`;
    }
    if (issue.code === 'too_big') {
      return `The ${field} is too long: at most ${String(issue.maximum)} characters are accepted.`;
    }
  }
  return path === '' ? `${issue.message}.` : `${path}: ${issue.message}.`;
}
