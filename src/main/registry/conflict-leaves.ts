import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { readEntry, type Entry } from '../../shared/registry/entry.ts';
import { readAsSafest, type OtherLeaves } from '../../shared/registry/safest-entry.ts';
import type { LocalChange, LocalDatabase } from './pouch.ts';

/** Revisions read side by side; between two such groups the event loop has its turn. */
const atOnce = 100;
const conflictsSchema = z.object({ _conflicts: z.array(z.string()).default([]) });

/** Revisions of the live leaves that did not win. */
export function otherRevs({ doc }: LocalChange): readonly string[] {
  return conflictsSchema.parse(doc ?? {})._conflicts;
}

/**
 * Reads the other leaves of the documents that have any and whose kind is read as the safest of them.
 * Documents without a conflict cost nothing.
 */
export async function readOtherLeaves(
  db: Pick<LocalDatabase, 'revision'>,
  changes: readonly LocalChange[],
): Promise<ReadonlyMap<string, OtherLeaves>> {
  const wanted = changes.flatMap((change) =>
    readAsSafest.test(change.id) ? otherRevs(change).map((rev) => ({ id: change.id, rev })) : [],
  );
  const leaves = new Map<string, OtherLeaves>();
  for (let start = 0; start < wanted.length; start += atOnce) {
    const group = wanted.slice(start, start + atOnce);
    const read = await Promise.all(
      group.map(async ({ id, rev }) => ({ id, entry: await readLeaf(db, id, rev) })),
    );
    for (const { id, entry } of read) {
      const { documents, unreadable } = leaves.get(id) ?? { documents: [], unreadable: false };
      leaves.set(
        id,
        entry?.kind === 'document'
          ? { documents: [...documents, entry.document], unreadable }
          : { documents, unreadable: true },
      );
    }
    await setImmediate();
  }
  return leaves;
}

async function readLeaf(
  db: Pick<LocalDatabase, 'revision'>,
  id: string,
  rev: string,
): Promise<Entry | null> {
  const body = await db.revision(id, rev);
  return body === null ? null : readEntry(id, rev, body);
}
