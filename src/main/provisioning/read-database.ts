import type { DatabaseInfo } from '../../couch/database-info.ts';
import { designDocuments } from '../../couch/design-documents.ts';
import { getDocument, type CouchDocument } from '../../couch/get-document.ts';
import { getSecurity } from '../../couch/get-security.ts';
import { getRevsLimit } from '../../couch/revs-limit.ts';
import type { Requester } from '../../couch/transport.ts';
import type { DatabaseSpec } from '../../shared/planning/server-spec.ts';
import type { ObservedDatabase } from '../../shared/planning/server-state.ts';
import { readDesign, readIndexes } from './read-design.ts';
import type { Reader } from './reader.ts';

/**
 * The design document that is all a specification asks for, null where it asks for more: one document is
 * read cheaper by its name than as the list of all.
 */
export function onlyDesign({ designs, indexes }: DatabaseSpec): string | null {
  const [first, second] = designs;
  return first !== undefined && second === undefined && indexes.length === 0 ? first.id : null;
}

/**
 * Reads what planning looks at in one database: `_security`, the design documents and Mango indexes in one
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
    limit(() => readDesigns(requester, name, onlyDesign(spec), signal)),
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

async function readDesigns(
  requester: Requester,
  database: string,
  only: string | null,
  signal: AbortSignal,
): Promise<readonly CouchDocument[] | null> {
  if (only === null) return designDocuments(requester, database, { signal });
  const document = await getDocument(requester, database, only, { signal });
  return document === null ? [] : [document];
}
