import { CouchConflictError, ServerFailedError } from '../../couch/errors.ts';
import { deleteDocument } from '../../couch/delete-document.ts';
import { getDocument } from '../../couch/get-document.ts';
import { putDocument } from '../../couch/put-document.ts';
import { putIndex } from '../../couch/put-index.ts';
import { putRevsLimit } from '../../couch/revs-limit.ts';
import type { WriteDesign, WriteIndex, WriteLimit } from '../../shared/planning/plan.ts';
import { isOutdated } from '../../shared/planning/write-contents.ts';
import { stale, type OperationContext } from './operation-context.ts';
import { readDesign, readIndexes } from './read-design.ts';

/** Writes a design document; one that is there by now and is the same, or a newer one, is accepted. */
export async function applyDesign(
  operation: WriteDesign,
  { transport, signal }: OperationContext,
): Promise<void> {
  const { database, design, rev } = operation;
  const body = { _id: design.id, ...design.body };
  try {
    await putDocument(transport, database, design.id, rev, body, { signal });
  } catch (error) {
    if (!(error instanceof CouchConflictError)) throw error;
    const found = await getDocument(transport, database, design.id, { signal });
    if (found === null || isOutdated(readDesign(found), design)) {
      throw stale(`${operation.target} was changed by somebody else meanwhile.`);
    }
  }
}

/**
 * Makes a Mango index. CouchDB refuses where a design document of that name is there and holds no indexes,
 * or a view that is none; the name is the console's own, so such a document makes room.
 */
export async function applyIndex(
  { database, index }: WriteIndex,
  { transport, signal, created }: OperationContext,
): Promise<void> {
  try {
    await putIndex(transport, database, index, { signal });
  } catch (error) {
    if (!(error instanceof ServerFailedError) || created.has(database)) throw error;
    const found = await getDocument(transport, database, index.design, { signal });
    if (found === null || readIndexes(found) !== null) throw error;
    await deleteDocument(transport, database, index.design, found._rev, { signal });
    await putIndex(transport, database, index, { signal });
  }
}

export async function applyLimit(
  { target, revsLimit }: WriteLimit,
  { transport, signal }: OperationContext,
): Promise<void> {
  await putRevsLimit(transport, target, revsLimit, { signal });
}
