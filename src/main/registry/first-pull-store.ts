import { splitSimple, type PulledDocument } from './first-pull-batches.ts';
import { createPresentIds } from './first-pull-present.ts';
import type { PullStore } from './first-pull.ts';
import type { Gate } from '../../shared/gate.ts';
import type { Indexer } from './indexer.ts';
import type { DocumentBody, LocalDatabase } from './pouch.ts';

/** So many documents that are not simple are kept back, to be written and read into the index together. */
const heldBack = 300;

/**
 * Writes what a first pull brings, one batch at a time between the commands, and puts it into the index
 * from memory; only documents in conflict or known before are read back.
 */
export function pullStore(
  db: Pick<LocalDatabase, 'writeRevisions' | 'changes' | 'updateSeq'>,
  index: Indexer,
  gate: Gate,
): PullStore {
  const present = createPresentIds(db);
  let held: PulledDocument[] = [];

  async function writeHeld(): Promise<void> {
    const documents = held;
    held = [];
    if (documents.length === 0) return;
    await gate.run(() => db.writeRevisions(documents));
    await index.catchUp();
  }

  /** Between two commands. Gives back what is not simple. */
  async function writeSimple(
    documents: readonly PulledDocument[],
  ): Promise<readonly PulledDocument[]> {
    const before = await present.catchUp();
    const { simple, others } = splitSimple(documents, present.has);
    if (simple.length === 0) return others;
    if (index.seq() !== before) await index.catchUp();
    const bodies = simple.map(bodyOf);
    present.add(bodies.map(({ _id }) => _id));
    await db.writeRevisions(simple, 'new');
    await present.written();
    await index.take(bodies, before);
    return others;
  }

  return {
    bringIn: async (documents) => {
      held.push(...(await gate.run(() => writeSimple(documents))));
      if (held.length >= heldBack) await writeHeld();
    },
    settle: writeHeld,
  };
}

/** As the database would give it back. */
function bodyOf(document: PulledDocument): DocumentBody {
  const body: DocumentBody = { _id: document._id, _rev: document._rev };
  for (const key of Object.keys(document)) {
    if (key !== '_revisions') body[key] = document[key];
  }
  return body;
}
