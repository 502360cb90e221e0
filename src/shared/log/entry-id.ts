import { canonicalJson } from '../canonical-json.ts';
import type { Sha256 } from '../documents/audit.ts';
import { jsonSchema } from '../json.ts';

/** Before and after every id of an entry of the log. */
export const firstEntryId = 'audit_';
export const lastEntryId = 'audit_\uffff';

/** An instant as it stands in ids, `20260403T020100000Z`, so that ids sort as time does. */
function sortableInstant(instant: string): string {
  return new Date(instant).toISOString().replaceAll(/[-:.]/g, '');
}

/** The instant of a chained entry's id; null for an id of another form. */
export function instantOfId(id: string): string | null {
  const [, year, month, day, hour, minute, second, ms] =
    /^audit_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z_/.exec(id) ?? [];
  if (ms === undefined) return null;
  return `${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:${String(second)}.${ms}Z`;
}

/** Everything before an instant has an id below this one, and nothing else has. */
export function boundaryId(instant: string): string {
  return `audit_${sortableInstant(instant)}`;
}

/** Where the ids of one instant begin and end. */
export function instantRange(id: string): { readonly first: string; readonly last: string } | null {
  const instant = instantOfId(id);
  if (instant === null) return null;
  const first = `${boundaryId(instant)}_`;
  return { first, last: `${first}\uffff` };
}

/** The chain that a public key belongs to. */
export function chainIdOf(key: string, sha256: Sha256): string {
  return sha256(key).slice(0, 32);
}

/**
 * The id that a body must have: its own instant and the SHA-256 of its canonical JSON without the signature
 * and without what the database adds (`_id`, `_rev`, …). Null for a body without an instant.
 */
export function contentId(body: Readonly<Record<string, unknown>>, sha256: Sha256): string | null {
  const { createdAt } = body;
  if (typeof createdAt !== 'string' || Number.isNaN(Date.parse(createdAt))) return null;
  const content = Object.fromEntries(
    Object.entries(body).filter(([name]) => !name.startsWith('_') && name !== 'signature'),
  );
  const parsed = jsonSchema.safeParse(content);
  if (!parsed.success) return null;
  return `${boundaryId(createdAt)}_${sha256(canonicalJson(parsed.data))}`;
}
