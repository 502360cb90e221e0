import { setImmediate } from 'node:timers/promises';
import { commonAncestors, withoutMerged } from '../../shared/conflicts/ancestors.ts';
import type { Conflict } from '../../shared/conflicts/conflict.ts';
import { revsOf } from '../../shared/conflicts/merged-revs.ts';
import type { JsonObject } from '../../shared/conflicts/slot.ts';
import type { IndexedDocument } from '../../shared/documents/registry-document.ts';
import { documentFields } from './conflict-tree.ts';
import type { Entry } from './entry.ts';
import type { LocalDatabase } from './pouch.ts';

/** Documents read side by side; between two such groups the event loop has its turn. */
const atOnce = 50;

/**
 * Reads the leaves of conflicted documents and, where this device has them, the bodies of the revisions
 * they departed from; the local database is never compacted. A document that is in no conflict any more is
 * left out.
 */
export async function readConflicts(
  db: Pick<LocalDatabase, 'leaves' | 'revision'>,
  ids: readonly string[],
): Promise<readonly Conflict[]> {
  const conflicts: Conflict[] = [];
  for (let start = 0; start < ids.length; start += atOnce) {
    const read = await Promise.all(ids.slice(start, start + atOnce).map((id) => readOne(db, id)));
    conflicts.push(...read.filter((conflict) => conflict !== null));
    await setImmediate();
  }
  return conflicts;
}

async function readOne(
  db: Pick<LocalDatabase, 'leaves' | 'revision'>,
  id: string,
): Promise<Conflict | null> {
  const all = await db.leaves(id);
  const live = all.filter(({ deleted }) => !deleted);
  if (live.length < 2) return null;
  const chains = all.map(({ chain }) => chain);
  const histories = live.map(({ rev, chain, body }) => ({ rev, chain, merged: revsOf(body) }));
  const revs = commonAncestors(histories, chains);
  const leaves = live.map(({ rev, body, deleted }) => ({ rev, body, deleted }));
  if (revs.length === 0) return { id, leaves, origin: { known: 'none' } };
  const found: { readonly rev: string; readonly merged: readonly string[]; body: JsonObject }[] =
    [];
  for (const rev of revs) {
    const body = live.find((leaf) => leaf.rev === rev)?.body ?? (await readBody(db, id, rev));
    if (body === null) return { id, leaves, origin: { known: 'elsewhere' } };
    found.push({ rev, merged: revsOf(body), body });
  }
  const bases = withoutMerged(found, chains).map(({ body }) => body);
  return { id, leaves, origin: { known: 'here', bases } };
}

async function readBody(
  db: Pick<LocalDatabase, 'revision'>,
  id: string,
  rev: string,
): Promise<JsonObject | null> {
  const body = await db.revision(id, rev);
  return body === null ? null : documentFields(body);
}

/** What the index has of a document's winner. */
export function winnerOf(
  entry: Entry | undefined,
): { readonly kind: string; readonly document: IndexedDocument | null } | null {
  if (entry === undefined) return null;
  switch (entry.kind) {
    case 'document':
      return { kind: entry.document.type, document: entry.document };
    case 'problem':
      return { kind: entry.problem, document: null };
    case 'audit':
      return { kind: 'audit_log', document: null };
  }
}
