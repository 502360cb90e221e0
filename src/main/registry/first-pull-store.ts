import { splitSimple, type PulledDocument } from './first-pull-batches.ts';
import type { PullStore } from './first-pull.ts';
import type { Gate } from './gate.ts';
import type { Indexer } from './indexer.ts';
import type { DocumentBody, LocalDatabase } from './pouch.ts';

/** So many documents that are not simple are kept back, to be written and read into the index together. */
const heldBack = 300;

/**
 * Writes what a first pull brings, one batch at a time between the commands, and puts it into the index
 * from memory; only documents in conflict or known before are read back.
 */
export function pullStore(
  db: Pick<LocalDatabase, 'writeRevisions'>,
  index: Indexer,
  gate: Gate,
): PullStore {
  let held: PulledDocument[] = [];

  async function writeHeld(): Promise<void> {
    const documents = held;
    held = [];
    if (documents.length === 0) return;
    await gate.run(() => db.writeRevisions(documents));
    await index.catchUp();
  }

  return {
    bringIn: async (documents) => {
      const entries = index.state.entries();
      const { simple, others } = splitSimple(documents, (id) => entries.has(id));
      if (simple.length > 0) {
        const bodies = simple.map(bodyOf);
        await gate.run(async () => {
          await index.catchUp();
          const before = index.seq();
          await db.writeRevisions(simple);
          await index.take(bodies, before);
        });
      }
      held.push(...others);
      if (held.length >= heldBack) await writeHeld();
    },
    settle: writeHeld,
  };
}

/** As the database would give it back. */
function bodyOf(document: PulledDocument): DocumentBody {
  const body: DocumentBody = { ...document };
  delete body['_revisions'];
  return body;
}
