import type { CatchUp, ChangeRow } from '../../shared/bridge/catch-up-views.ts';
import { changeRow, type ChangedDocument } from '../../shared/catch-up/change-row.ts';
import { documentById, onlyMade } from '../../shared/catch-up/registry-revisions.ts';
import { sides, type Meeting } from '../../shared/catch-up/sides.ts';
import { parseRegistryDocument } from '../../shared/documents/registry-document.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { Registry } from '../registry/registry.ts';

/** The most rows of one side that are listed. */
const rowsListed = 200;

/** Reads what a document was. */
export interface DocumentHistory {
  readonly bodyAt: Registry['bodyAt'];
  readonly winner: Registry['conflicts']['winner'];
}

/** What met, with the revisions of every leaf of the documents that conflicted then. */
export type MeetingWithLeaves = Omit<Meeting, 'conflicting'> & {
  readonly leaves: ReadonlyMap<string, readonly string[]>;
};

/** The two sides that are in the registry, with their rows. */
export async function registrySides(
  meeting: MeetingWithLeaves,
  snapshot: RegistrySnapshot,
  history: DocumentHistory,
): Promise<Pick<CatchUp, 'mine' | 'theirs' | 'conflicts' | 'more'>> {
  const { mine, theirs, both } = sides({ ...meeting, conflicting: new Set(meeting.leaves.keys()) });
  const newest = (ids: readonly string[]) => newestFirst(ids, snapshot).slice(0, rowsListed);

  async function stored(id: string, rev: string | undefined): Promise<ChangedDocument | null> {
    if (rev === undefined) return null;
    if (rev === onlyMade) return history.winner(id)?.document ?? null;
    const winner = documentById(snapshot, id);
    return winner?._rev === rev ? winner : read(id, await history.bodyAt(id, rev));
  }

  async function row(id: string, side: 'mine' | 'theirs'): Promise<ChangeRow> {
    const known = meeting.agreed.get(id);
    const own = meeting.own.get(id);
    const written = await stored(id, own);
    const [after, other] =
      side === 'mine' ? [written, null] : await othersOf(id, own ?? null, written);
    const before = await stored(id, known);
    // It was there, even where this device cannot read it any more.
    return changeRow({ id, before: before ?? (known === undefined ? null : after), after, other });
  }

  /** What others left of it: a leaf of theirs, or a merge with what this device wrote. */
  async function othersOf(
    id: string,
    own: string | null,
    written: ChangedDocument | null,
  ): Promise<readonly [ChangedDocument | null, ChangedDocument | null]> {
    const winner = await stored(id, meeting.now.get(id));
    if (own === null) return [winner, null];
    const foreign = meeting.leaves.get(id)?.find((rev) => rev !== own);
    if (foreign !== undefined) return [await stored(id, foreign), null];
    return [winner, written];
  }

  return {
    mine: await inOrder(newest(mine), (id) => row(id, 'mine')),
    theirs: await inOrder(newest(theirs), (id) => row(id, 'theirs')),
    conflicts: both,
    more: {
      mine: Math.max(0, mine.length - rowsListed),
      theirs: Math.max(0, theirs.length - rowsListed),
    },
  };
}

function newestFirst(ids: readonly string[], snapshot: RegistrySnapshot): readonly string[] {
  const at = (id: string): string => {
    const document = documentById(snapshot, id);
    return document === null || document.type === 'lease' ? '' : document.updatedAt;
  };
  return ids
    .map((id) => ({ id, at: at(id) }))
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

function read(id: string, body: unknown): ChangedDocument | null {
  const parsed = parseRegistryDocument(id, body);
  if (parsed.outcome !== 'document' || parsed.document.type === 'audit_log') return null;
  return parsed.document;
}

async function inOrder<Result>(
  ids: readonly string[],
  make: (id: string) => Promise<Result>,
): Promise<readonly Result[]> {
  const made: Result[] = [];
  for (const id of ids) made.push(await make(id));
  return made;
}
