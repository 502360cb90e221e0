import { ConsoleError } from '../shared/errors.ts';
import { missingRevisions } from './missing-revisions.ts';
import type { CallOptions } from './parse-answer.ts';
import { readWholeLeaves } from './read-whole-leaves.ts';
import type { Requester } from './transport.ts';
import { writeBulk } from './write-bulk.ts';

/** Leaves that one request carries, with their attachments. */
const batch = 50;

/**
 * Brings leaves with their histories, attachments and deletions from one server to another, as replication
 * does; what is there already is not sent. Design documents come last: their guards would judge what was
 * written before them.
 * @returns how many leaves were written
 * Errors: those of the transports; `conflict` where the other server refuses a document.
 */
export async function copyDocuments(
  from: Requester,
  to: Requester,
  database: string,
  leaves: ReadonlyMap<string, readonly string[]>,
  options: CallOptions = {},
): Promise<number> {
  const isDesign = (id: string): boolean => id.startsWith('_design/');
  const absent = await missingRevisions(to, database, leaves, options);
  const wanted = [...absent].flatMap(([id, revs]) => revs.map((rev) => ({ id, rev })));
  const order = [
    ...wanted.filter(({ id }) => !isDesign(id)),
    ...wanted.filter(({ id }) => isDesign(id)),
  ];
  let written = 0;
  for (let at = 0; at < order.length; at += batch) {
    const part = order.slice(at, at + batch);
    const documents = await readWholeLeaves(from, database, part, { history: true, ...options });
    const [refused] = await writeBulk(to, database, documents, 'as-given', options);
    if (refused !== undefined) {
      throw new ConsoleError(
        'conflict',
        `The other server refuses ${refused.id} of ${database} (${refused.error}).`,
      );
    }
    written += documents.length;
  }
  return written;
}
