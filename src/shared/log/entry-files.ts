import type { AuditEntry } from '../documents/audit.ts';

/** Forms that entries are exported in. */
export const entryFormats = ['csv', 'jsonl'] as const;
export type EntryFormat = (typeof entryFormats)[number];

const columns = [
  'createdAt',
  'actor',
  'device',
  'action',
  'outcome',
  'tenant_id',
  'resource_type',
  'resource_id',
  'details',
  'id',
] as const;

/** The line that a file begins with; empty where it has none. */
export function entryFileHead(format: EntryFormat): string {
  return format === 'csv' ? `${columns.join(',')}\r\n` : '';
}

/**
 * Entries as lines of a file: CSV as RFC 4180 has it, or JSON Lines with each entry whole, so that signatures
 * and chains can be checked by whoever reads it.
 */
export function entryLines(entries: readonly AuditEntry[], format: EntryFormat): string {
  if (format === 'jsonl') {
    return entries.map((entry) => `${JSON.stringify({ ...entry, _rev: undefined })}\n`).join('');
  }
  return entries
    .map((entry) => {
      const cells = columns.map((column) => {
        if (column === 'details') return JSON.stringify(entry.details);
        if (column === 'id') return entry._id;
        return entry[column] ?? '';
      });
      return `${cells.map(cell).join(',')}\r\n`;
    })
    .join('');
}

/**
 * A cell. Spreadsheets take what begins with one of these characters for a formula and would run it, so an
 * apostrophe stands before it, which they do not show.
 */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
