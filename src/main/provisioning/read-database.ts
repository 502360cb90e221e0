import type { DatabaseInfo } from '../../couch/database-info.ts';
import { designDocuments } from '../../couch/design-documents.ts';
import { getSecurity } from '../../couch/get-security.ts';
import { getRevsLimit } from '../../couch/revs-limit.ts';
import type { DatabaseSpec } from '../../shared/planning/server-spec.ts';
import type { ObservedDatabase } from '../../shared/planning/server-state.ts';
import { readDesign, readIndexes } from './read-design.ts';
import type { Reader } from './reader.ts';

/**
 * Reads what planning looks at in one database: `_security`, every design document and Mango index in one
 * request, and `_revs_limit` where the specification names one. Null when it went away between two reads.
 * @param info read before, so that a change in between is found with the next look
 */
export async function readDatabase(
  { requester, limit, signal, practice }: Reader,
  spec: DatabaseSpec,
  info: DatabaseInfo,
): Promise<ObservedDatabase | null> {
  const { name } = info;
  const asksLimit = spec.revsLimit !== null && !practice;
  const [security, documents, revsLimit] = await Promise.all([
    limit(() => getSecurity(requester, name, { signal })),
    limit(() => designDocuments(requester, name, { signal })),
    asksLimit ? limit(() => getRevsLimit(requester, name, { signal })) : null,
  ]);
  if (security === null || documents === null) return null;
  const read = documents.map((document) => ({ document, indexes: readIndexes(document) }));
  return {
    name,
    documents: info.documents,
    deletedDocuments: info.deletedDocuments,
    updateSeq: info.updateSeq,
    security,
    designs: read.flatMap(({ document, indexes }) =>
      indexes === null ? [readDesign(document)] : [],
    ),
    indexes: read.flatMap(({ indexes }) => indexes ?? []),
    revsLimit,
  };
}
