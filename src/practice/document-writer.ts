import type { Database } from './database.ts';
import { USERS_DATABASE } from './database-name.ts';
import { isDesign, isLocal, type IncomingDocument } from './document.ts';
import { badRequest, conflict, forbidden, missing, PracticeFailure } from './failure.ts';
import type { Guard } from './guard.ts';
import { readLeaves, revisionList } from './leaves.ts';
import { writeLocalDocument } from './local-documents.ts';
import { withHashedPassword } from './passwords.ts';
import {
  reasonOf,
  statusOf,
  type BulkRow,
  type PouchDatabase,
  type StoredDocument,
} from './pouch.ts';
import { isDatabaseAdmin, type Identity } from './security.ts';
import { checkUserDocument } from './user-document.ts';

export type WriteOutcome =
  | { readonly ok: true; readonly id: string; readonly rev: string }
  | { readonly ok: false; readonly id: string; readonly failure: PracticeFailure };

/** What a failure of the store means to a client. */
const storeFailure = (error: unknown): PracticeFailure => {
  if (error instanceof PracticeFailure) return error;
  const status = statusOf(error);
  if (status === 409) return conflict();
  if (status === 404) return missing(reasonOf(error, 'missing'));
  if (status === 412)
    return new PracticeFailure(412, 'missing_stub', reasonOf(error, 'Invalid attachment stub'));
  if (status === 400) return badRequest(reasonOf(error, 'Invalid document'));
  if (reasonOf(error, '').includes('base64')) return badRequest('Invalid attachment data');
  throw error;
};

/** The revision that a guard is shown as the old one: the leaf that is replaced, null for a new tree. */
const predecessor = (
  doc: IncomingDocument,
  leaves: readonly StoredDocument[],
  newEdits: boolean,
): StoredDocument | null => {
  const parents = newEdits ? [doc['_rev']] : revisionList(doc).slice(1);
  return leaves.find((leaf) => parents.includes(leaf._rev)) ?? null;
};

interface Writing {
  readonly database: Database;
  readonly identity: Identity;
  readonly newEdits: boolean;
  readonly pouch: PouchDatabase;
  readonly guards: readonly Guard[];
}

/** Refuses by throwing; returns what is to be stored. */
const prepare = async (writing: Writing, doc: IncomingDocument): Promise<IncomingDocument> => {
  const { database, identity, newEdits, pouch, guards } = writing;
  const { security } = database.record();
  if (isDesign(doc._id)) {
    if (!isDatabaseAdmin(identity, security)) throw forbidden('You are not a db or server admin.');
    return doc;
  }
  const isUser = database.name === USERS_DATABASE;
  if (guards.length > 0 && !isLocal(doc._id)) {
    const leaves = await readLeaves(pouch, doc._id);
    const old = predecessor(doc, leaves, newEdits);
    const deleted = leaves.every((leaf) => leaf['_deleted'] === true);
    // A write that conflicts is told so before any guard is asked.
    if (newEdits && old === null && (doc['_rev'] !== undefined || !deleted)) throw conflict();
    const user = { db: database.name, name: identity.name, roles: identity.roles };
    for (const guard of guards) {
      guard({ newDocument: doc, oldDocument: old, user, security });
    }
  }
  if (!isUser) return doc;
  const hashed = { ...(await withHashedPassword(doc)), _id: doc._id };
  checkUserDocument(hashed._id, hashed);
  return hashed;
};

const outcomeOf = (doc: IncomingDocument, row: BulkRow | undefined): WriteOutcome => {
  if (row === undefined) return { ok: true, id: doc._id, rev: String(doc['_rev']) };
  if ('ok' in row) return { ok: true, id: doc._id, rev: row.rev };
  return { ok: false, id: doc._id, failure: storeFailure(row) };
};

/** Rows of `new_edits: false` name only failures; rows of new edits come in the order of the documents. */
const matchRows = (
  docs: readonly IncomingDocument[],
  rows: readonly BulkRow[],
  newEdits: boolean,
): readonly WriteOutcome[] =>
  docs.map((doc, index) =>
    outcomeOf(
      doc,
      newEdits ? rows[index] : rows.find((row) => row.id === doc._id && !('ok' in row)),
    ),
  );

const store = async (
  { pouch, newEdits }: Writing,
  docs: readonly IncomingDocument[],
): Promise<readonly WriteOutcome[]> => {
  if (docs.length === 0) return [];
  try {
    return matchRows(docs, await pouch.bulkDocs(docs, { new_edits: newEdits }), newEdits);
  } catch (error) {
    throw storeFailure(error);
  }
};

/** A document that may be stored, or what became of it already. */
type Prepared =
  | { readonly kind: 'accepted'; readonly doc: IncomingDocument }
  | { readonly kind: 'settled'; readonly outcome: WriteOutcome };

const prepareOne = async (writing: Writing, doc: IncomingDocument): Promise<Prepared> => {
  try {
    const accepted = await prepare(writing, doc);
    if (!isLocal(doc._id)) return { kind: 'accepted', doc: accepted };
    const rev = await writeLocalDocument(writing.pouch, doc._id, accepted);
    return { kind: 'settled', outcome: { ok: true, id: doc._id, rev } };
  } catch (error) {
    if (!(error instanceof PracticeFailure)) throw error;
    return { kind: 'settled', outcome: { ok: false, id: doc._id, failure: error } };
  }
};

/**
 * Writes documents in their order: permission, guards, store. One outcome a document; a document that is
 * refused does not hold up the others. With `newEdits` false the revisions are taken as they are.
 */
export const writeDocuments = (
  database: Database,
  identity: Identity,
  docs: readonly IncomingDocument[],
  newEdits: boolean,
): Promise<readonly WriteOutcome[]> =>
  database.write(async (pouch) => {
    const guards = await database.guards();
    const writing: Writing = { database, identity, newEdits, pouch, guards };
    const prepared: Prepared[] = [];
    for (const doc of docs) prepared.push(await prepareOne(writing, doc));

    const accepted = prepared.flatMap((item) => (item.kind === 'accepted' ? [item.doc] : []));
    const stored = [...(await store(writing, accepted))];
    if (stored.some((outcome) => outcome.ok)) {
      database.changed(accepted.some((doc) => isDesign(doc._id)));
    }
    return prepared.flatMap((item) =>
      item.kind === 'settled' ? [item.outcome] : stored.splice(0, 1),
    );
  });
