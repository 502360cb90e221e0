import { getAllLeaves, type StoredLeaf } from '../../couch/get-all-leaves.ts';
import type { Requester } from '../../couch/transport.ts';
import { registryDatabase } from '../../shared/naming.ts';
import type { BegunWrite } from './audit-file.ts';
import type { GatewayLog } from './audit-log.ts';
import { asBody, contentOf } from './document-body.ts';

/**
 * Finds out of every write that was begun and never ended, because the gateway or CouchDB was killed in
 * between, whether it was done, and tells the log so. Nothing may be executed meanwhile.
 * Errors: those of the transport, and then what is left waits for the next time.
 */
export async function settleBegun(transport: Requester, log: GatewayLog): Promise<void> {
  for (const write of [...log.begun()]) {
    const ids = write.documents.map(({ id }) => id);
    const leaves = await getAllLeaves(transport, registryDatabase, ids);
    const done = write.documents.map((document) => isDone(document, leaves.get(document.id) ?? []));
    if (done.length > 0 && !done.includes(true)) await log.drop(write.id);
    else await log.confirm(write.id, done.includes(false) ? 'failed' : 'ok');
  }
}

/**
 * Whether a document was written: it says what it was to say, or has been written over since. Rather told of
 * something that somebody else wrote over than silent about something that was done.
 */
function isDone(
  { rev, content }: BegunWrite['documents'][number],
  leaves: readonly StoredLeaf[],
): boolean {
  const ours = generationOf(rev) + 1;
  return leaves.some(
    (leaf) => contentOf(asBody(leaf)) === content || generationOf(leaf._rev) > ours,
  );
}

function generationOf(rev: string | null): number {
  return rev === null ? 0 : Number.parseInt(rev, 10);
}
