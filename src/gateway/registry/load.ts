import { changedDocuments, type ChangedDocument } from '../../couch/changed-documents.ts';
import { getAllLeaves, type StoredLeaf } from '../../couch/get-all-leaves.ts';
import type { Requester } from '../../couch/transport.ts';
import { inOrder } from '../../shared/in-order.ts';
import { registryDatabase } from '../../shared/naming.ts';
import { deletedState, documentState, isHeld } from './document-state.ts';
import type { GatewayMemory } from './gateway-memory.ts';

/** Rows of the feed that are asked for at once, and documents that are. */
const pageSize = 5000;
const batchSize = 500;
const batchesAtOnce = 3;

/** The newest row that was read: whoever goes on from it looks first whether it is still there. */
export interface LastRow {
  readonly id: string;
  readonly rev: string;
}

export interface Loaded {
  readonly sequence: string;
  readonly last: LastRow | null;
  /** When the last page was asked for: everything up to then is in. */
  readonly asOf: Date;
}

/**
 * Reads everything after a sequence into a memory, page by page, in the order of the feed, until nothing is
 * left. Only bodies of the kinds that are held are asked for.
 * @param since `0`: from the beginning
 * @param onChange told of each document that is another one now
 */
export async function loadChanges(
  transport: Requester,
  memory: GatewayMemory,
  options: {
    readonly since: string;
    readonly last: LastRow | null;
    readonly now: () => Date;
    readonly signal: AbortSignal;
    /** Whether what was read of a document may be taken. */
    readonly mayTake: (id: string) => boolean;
    readonly onChange: (change: ReturnType<GatewayMemory['set']>) => void;
  },
): Promise<Loaded> {
  const { now, signal } = options;
  let sequence = options.since;
  let last = options.last;
  let asOf = now();
  let done = false;

  async function* batches(): AsyncGenerator<readonly ChangedDocument[]> {
    while (!done) {
      const askedAt = now();
      const page = await changedDocuments(transport, registryDatabase, sequence, pageSize, {
        signal,
      });
      sequence = page.lastSeq;
      const newest = page.rows.at(-1);
      if (newest !== undefined) last = lastRow(newest);
      if (page.pending === 0 || page.rows.length === 0) {
        asOf = askedAt;
        done = true;
      }
      const held = page.rows.filter(({ id }) => isHeld(id));
      for (let start = 0; start < held.length; start += batchSize) {
        yield held.slice(start, start + batchSize);
      }
    }
  }

  const read = inOrder(batches(), batchesAtOnce, (rows) => readRows(transport, rows, signal));
  for await (const { item, result } of read) {
    for (const row of item) {
      if (!options.mayTake(row.id)) continue;
      options.onChange(memory.set(row.id, stateOfRow(row, result, now().toISOString())));
    }
  }
  return { sequence, last, asOf };
}

/** The leaves of what is not simply deleted. */
export function readRows(
  transport: Requester,
  rows: readonly ChangedDocument[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly StoredLeaf[]>> {
  const wanted = rows.filter((row) => !isDeleted(row)).map(({ id }) => id);
  return getAllLeaves(transport, registryDatabase, [...new Set(wanted)], { signal });
}

export function stateOfRow(
  row: ChangedDocument,
  leaves: ReadonlyMap<string, readonly StoredLeaf[]>,
  now: string,
): ReturnType<typeof documentState> {
  const read = leaves.get(row.id) ?? [];
  // Without a leaf it was purged since; a revocation counts all the same.
  return read.length === 0
    ? deletedState(row.id, row.changes[0]?.rev ?? '', now)
    : documentState(row.id, read, now);
}

export function lastRow({ id, changes }: ChangedDocument): LastRow {
  return { id, rev: changes[0]?.rev ?? '' };
}

/** Where the winner is deleted, all leaves are. */
function isDeleted({ deleted }: ChangedDocument): boolean {
  return deleted === true;
}
