import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { safestAccount } from '../../shared/conflicts/safest-account.ts';
import { safestApiKey } from '../../shared/conflicts/safest-apikey.ts';
import { safestByRules } from '../../shared/conflicts/safest-by-rules.ts';
import { safestServer } from '../../shared/conflicts/safest-server.ts';
import { safestTenant } from '../../shared/conflicts/safest-tenant.ts';
import type { IndexedDocument } from '../../shared/documents/registry-document.ts';
import { documentFields } from './conflict-tree.ts';
import { readEntry, type Entry } from './entry.ts';
import type { LocalChange, LocalDatabase } from './pouch.ts';

/** Revisions read side by side; between two such groups the event loop has its turn. */
const atOnce = 100;
const conflictsSchema = z.object({ _conflicts: z.array(z.string()).default([]) });
/** Kinds of which the safest of all leaves counts until somebody decides. */
const readAsSafest = /^(tenant|account|server|apikey|user|membership|invitation|app)_/;

/** The conflicting leaves of one document, the winner not among them. */
export interface OtherLeaves {
  readonly documents: readonly IndexedDocument[];
  /** Some leaf cannot be read. */
  readonly unreadable: boolean;
}

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

/** A winner as it counts beside its conflicting leaves. */
export function safestEntry(entry: Entry, { documents, unreadable }: OtherLeaves): Entry {
  if (entry.kind !== 'document') return entry;
  const { document } = entry;
  switch (document.type) {
    case 'tenant':
      return { ...entry, document: safestTenant(document, ofType('tenant', documents)) };
    case 'account':
      return { ...entry, document: safestAccount(document, ofType('account', documents)) };
    case 'server':
      return { ...entry, document: safestServer(document, ofType('server', documents)) };
    case 'api_key': {
      const safest = safestApiKey(document, ofType('api_key', documents));
      // What an unreadable leaf says could be that the key is of no use any more.
      return { ...entry, document: unreadable ? { ...safest, enabled: false } : safest };
    }
    case 'user':
    case 'membership':
    case 'invitation':
    case 'application': {
      const safest = safestEntryByRules(entry, document, documents);
      return unreadable ? withoutAccess(safest) : safest;
    }
    case 'blueprint':
    case 'override':
    case 'revocation':
    case 'usage':
    case 'lease':
      return entry;
  }
}

type ByRules = Extract<
  IndexedDocument,
  { type: 'user' | 'membership' | 'invitation' | 'application' }
>;
type DocumentEntry = Extract<Entry, { kind: 'document' }>;

function safestEntryByRules(
  entry: DocumentEntry,
  winner: ByRules,
  others: readonly IndexedDocument[],
): DocumentEntry {
  const side = (document: IndexedDocument) => ({
    rev: document._rev ?? '',
    body: documentFields(document),
  });
  const sides = ofType(winner.type, others).map(side);
  const body = safestByRules(winner.type, side(winner), sides);
  const read = readEntry(winner._id, entry.rev, { ...body, _rev: winner._rev });
  return read.kind === 'document' ? read : entry;
}

/** What an unreadable leaf says could be that there is no access any more. */
function withoutAccess(entry: DocumentEntry): DocumentEntry {
  const { document } = entry;
  switch (document.type) {
    case 'user':
    case 'membership':
      return { ...entry, document: { ...document, deletedAt: document.updatedAt } };
    case 'invitation':
      return { ...entry, document: { ...document, status: 'revoked' } };
    case 'application':
      return { ...entry, document: { ...document, enabled: false } };
    default:
      return entry;
  }
}

function ofType<Type extends IndexedDocument['type']>(
  type: Type,
  documents: readonly IndexedDocument[],
): readonly Extract<IndexedDocument, { type: Type }>[] {
  const isOf = (one: IndexedDocument): one is Extract<IndexedDocument, { type: Type }> =>
    one.type === type;
  return documents.filter(isOf);
}
