import { setImmediate } from 'node:timers/promises';
import { commonAncestors, withoutMerged } from '../../shared/conflicts/ancestors.ts';
import type { Conflict } from '../../shared/conflicts/conflict.ts';
import { revsOf, seenRevs } from '../../shared/conflicts/merged-revs.ts';
import type { JsonObject } from '../../shared/conflicts/slot.ts';
import type { IndexedDocument } from '../../shared/documents/registry-document.ts';
import { documentFields } from '../../shared/registry/document-fields.ts';
import type { Entry } from '../../shared/registry/entry.ts';
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
  const leaves = live.map(({ rev, body, deleted }) => ({ rev, body, deleted }));
  const departed = (went: (body: JsonObject) => readonly string[]) =>
    commonAncestors(
      live.map(({ rev, chain, body }) => ({ rev, chain, merged: went(body) })),
      chains,
    );
  const pairs = departed(revsOf);
  if (pairs.every((revs) => revs.length === 0)) return { id, leaves, origin: { known: 'none' } };
  const bodies = new Map(live.map(({ rev, body }) => [rev, body]));
  async function bodiesOf(revs: readonly string[]): Promise<readonly JsonObject[] | null> {
    const found: { readonly rev: string; readonly merged: readonly string[]; body: JsonObject }[] =
      [];
    for (const rev of revs) {
      const body = bodies.get(rev) ?? (await readBody(db, id, rev));
      if (body === null) return null;
      bodies.set(rev, body);
      found.push({ rev, merged: revsOf(body), body });
    }
    return withoutMerged(found, chains).map(({ body }) => body);
  }
  const bases = await together(pairs, bodiesOf);
  if (bases === null) return { id, leaves, origin: { known: 'elsewhere' } };
  const accessBases = await together(departed(seenRevs), bodiesOf);
  return { id, leaves, origin: { known: 'here', bases, accessBases } };
}

/** The ancestors of all pairs, each once; null where one of them is not here. */
async function together(
  pairs: readonly (readonly string[])[],
  bodiesOf: (revs: readonly string[]) => Promise<readonly JsonObject[] | null>,
): Promise<readonly JsonObject[] | null> {
  const all = new Set<JsonObject>();
  for (const revs of pairs) {
    const bodies = await bodiesOf(revs);
    if (bodies === null) return null;
    for (const body of bodies) all.add(body);
  }
  return [...all];
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
