import { safestAccount } from '../conflicts/safest-account.ts';
import { safestApiKey } from '../conflicts/safest-apikey.ts';
import { safestByRules } from '../conflicts/safest-by-rules.ts';
import { safestServer } from '../conflicts/safest-server.ts';
import { safestTenant } from '../conflicts/safest-tenant.ts';
import type { IndexedDocument } from '../documents/registry-document.ts';
import { documentFields } from './document-fields.ts';
import { readEntry, type Entry } from './entry.ts';

/** Kinds of which the safest of all leaves counts until somebody decides. */
export const readAsSafest =
  /^(tenant|account|server|apikey|user|membership|invitation|app|signingkey)_/;

/** The conflicting leaves of one document, the winner not among them. */
export interface OtherLeaves {
  readonly documents: readonly IndexedDocument[];
  /** Some leaf cannot be read. */
  readonly unreadable: boolean;
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
    case 'signing_key': {
      const safest = safestEntryByRules(entry, document, documents);
      // Two keys under one name: nobody can say which of them a token was signed with.
      const sameKey = ofType('signing_key', documents).every(
        ({ public_key, alg }) => public_key === document.public_key && alg === document.alg,
      );
      return unreadable || !sameKey ? withoutAccess(safest) : safest;
    }
    case 'blueprint':
    case 'override':
    case 'revocation':
    case 'usage':
    case 'revoked_token':
    case 'lease':
      return entry;
  }
}

type ByRules = Extract<
  IndexedDocument,
  { type: 'user' | 'membership' | 'invitation' | 'application' | 'signing_key' }
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
    case 'signing_key':
      return { ...entry, document: { ...document, state: 'retired' } };
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
