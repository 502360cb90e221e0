import { joinSeen } from '../documents/access-seen.ts';
import { accessSeenOf } from './merged-revs.ts';
import { slotOf, slotText, type JsonObject } from './slot.ts';

/** Fields that decide on access, and the places in them that are decided over one by one. */
const accessFields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  tenant: {
    enabled: ['/enabled'],
    readOnly: ['/readOnly'],
    overQuota: ['/overQuota'],
    archivedAt: ['/archivedAt'],
    deletedAt: ['/deletedAt'],
    purgedAt: ['/purgedAt'],
  },
  api_key: {
    enabled: ['/enabled'],
    expiresAt: ['/expiresAt'],
    deletedAt: ['/deletedAt'],
    scopes: ['/scopes/access', '/scopes/databases'],
  },
};

/** A document with conflicting leaves, as somebody edits it. */
export interface EditOverLeaves {
  /** What is to be written. */
  readonly document: JsonObject;
  /** What was shown before the edit: access as the safest of all leaves has it. */
  readonly shown: JsonObject;
  /** The winner as it is stored. */
  readonly stored: JsonObject;
  /** Revisions of the other leaves. */
  readonly others: readonly string[];
}

/**
 * An edit of a document in conflict as it is written. Access that the edit changed was decided over the other
 * leaves, and the document names them in `access_seen`. Access that it left alone was not: there the winner
 * keeps what it said, so that a new name decides nothing, and the question stays. The leaves stay where they
 * are, for whoever resolves the conflict.
 */
export function overLeaves({ document, shown, stored, others }: EditOverLeaves): JsonObject {
  const { type } = document;
  const fields = typeof type === 'string' ? (accessFields[type] ?? {}) : {};
  const written: Record<string, JsonObject[string]> = { ...document };
  const decided: Record<string, string[]> = {};
  for (const [field, paths] of Object.entries(fields)) {
    const same = slotText(slotOf(document, field)) === slotText(slotOf(shown, field));
    if (!same) for (const path of paths) decided[path] = [...others];
    else {
      const own = slotOf(stored, field);
      if (own.present) written[field] = own.value;
      else Reflect.deleteProperty(written, field);
    }
  }
  const seen = joinSeen([accessSeenOf(stored), decided]);
  if (seen === undefined) Reflect.deleteProperty(written, 'access_seen');
  else written['access_seen'] = seen;
  return written;
}
