import type { StoredLeaf } from '../../couch/get-all-leaves.ts';
import { compareRevs } from '../../shared/conflicts/compare-revs.ts';
import { revokedTokenOfId } from '../../shared/documents/revoked-token.ts';
import { readEntry, type Entry } from '../../shared/registry/entry.ts';
import { deletedRevocation } from '../../shared/registry/registry-memory.ts';
import { readAsSafest, safestEntry, type OtherLeaves } from '../../shared/registry/safest-entry.ts';

const heldIds =
  /^(tenant|blueprint|server|override|apikey|revocation|user|membership|invitation|app|signingkey|revokedtoken)_/;

/** Whether a gateway keeps documents of this kind. */
export function isHeld(id: string): boolean {
  return heldIds.test(id);
}

/** What a gateway keeps of one document; null: nothing of it counts. */
export type DocumentState = {
  readonly entry: Entry;
  readonly others: readonly string[];
  /** Sum of the generations of its deleted leaves; absent: as it was known before. */
  readonly ended?: number;
} | null;

/**
 * What counts of a document, from all its leaves in whatever order. Deleted leaves count only where there is
 * no other; a deleted revocation goes on counting, and so does that of a token until the token's end.
 * @param now ISO instant in UTC
 */
export function documentState(
  id: string,
  leaves: readonly StoredLeaf[],
  now: string,
): DocumentState {
  const sorted = [...leaves].sort((a, b) => compareRevs(a._rev, b._rev));
  const [winner, ...others] = sorted.filter(({ _deleted }) => _deleted !== true);
  if (winner === undefined) return deletedState(id, sorted[0]?._rev ?? '', now);
  const token = revokedTokenOfId(id);
  if (token !== null && token.expiresAt <= now) return null;
  const entry = readEntry(id, winner._rev, winner);
  const revs = others.map(({ _rev }) => _rev);
  const ended = sorted
    .filter(({ _deleted }) => _deleted === true)
    .reduce((sum, { _rev }) => sum + generationOf(_rev), 0);
  if (revs.length === 0 || !readAsSafest.test(id)) return { entry, others: revs, ended };
  return {
    entry: withoutUnreadable(safestEntry(entry, read(id, others)), id, others),
    others: revs,
    ended,
  };
}

/** The number that a revision begins with. */
export function generationOf(rev: string): number {
  const generation = Number.parseInt(rev, 10);
  return Number.isSafeInteger(generation) ? generation : 0;
}

/** The state of a document of which nothing is left but its deletion. */
export function deletedState(id: string, rev: string, now: string): DocumentState {
  const token = revokedTokenOfId(id);
  if (token !== null) {
    if (token.expiresAt <= now) return null;
    const reason = 'This revocation was deleted by hand; its token stays revoked.';
    return { entry: { kind: 'problem', rev, problem: 'broken', reason }, others: [] };
  }
  const revocation = deletedRevocation(id, rev);
  return revocation === null ? null : { entry: revocation, others: [] };
}

function read(id: string, leaves: readonly StoredLeaf[]): OtherLeaves {
  const entries = leaves.map((leaf) => readEntry(id, leaf._rev, leaf));
  return {
    documents: entries.flatMap((entry) => (entry.kind === 'document' ? [entry.document] : [])),
    unreadable: entries.some(({ kind }) => kind !== 'document'),
  };
}

/** What an unreadable leaf of a tenant says could be that it has no access; here nobody looks at it first. */
function withoutUnreadable(entry: Entry, id: string, others: readonly StoredLeaf[]): Entry {
  if (entry.kind !== 'document' || entry.document.type !== 'tenant') return entry;
  if (!read(id, others).unreadable) return entry;
  return { ...entry, document: { ...entry.document, enabled: false } };
}
