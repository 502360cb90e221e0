import { words } from '../../app/messages/words.ts';

/** `rowsPerPage` → `Rows per page`, `owner_email` → `Owner email`. */
function plain(name: string): string {
  const text = name
    .replaceAll('_', ' ')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A JSON pointer as a person would call the field: `/configuration/currency` → `Configuration › Currency`. */
export function fieldName(path: string): string {
  const known: Readonly<Record<string, string>> = words.conflicts.fields;
  const whole = known[path];
  if (whole !== undefined) return whole;
  const parts = path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts
    .map((part, index) => (index === 0 ? (known[`/${part}`] ?? plain(part)) : part))
    .join(' › ');
}

/** What a kind of document is called. */
export function kindName(kind: string): string {
  const known: Readonly<Record<string, string>> = words.conflicts.kinds;
  return known[kind] ?? plain(kind);
}
