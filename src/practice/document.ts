import { badRequest, PracticeFailure } from './failure.ts';
import { isObject, type JsonObject } from './json.ts';
import { checkRevision } from './query.ts';

/** A document as a client sent it, checked and with an id. */
export type IncomingDocument = JsonObject & { readonly _id: string };

const specialMembers = new Set([
  '_id',
  '_rev',
  '_attachments',
  '_deleted',
  '_revisions',
  '_revs_info',
  '_conflicts',
  '_deleted_conflicts',
  '_local_seq',
]);
/** Told by the server, not written by a client; dropped like CouchDB does. */
const readOnlyMembers = new Set(['_revs_info', '_conflicts', '_deleted_conflicts', '_local_seq']);

export const isDesign = (id: string): boolean => id.startsWith('_design/');
export const isLocal = (id: string): boolean => id.startsWith('_local/');

/** Errors: 400. */
export const checkDocumentId = (id: unknown): string => {
  const illegal = (reason: string) => new PracticeFailure(400, 'illegal_docid', reason);
  if (typeof id !== 'string') throw illegal('Document id must be a string');
  if (id === '') throw illegal('Document id must not be empty');
  if (id.startsWith('_') && !/^_(design|local)\/./s.test(id)) {
    throw illegal('Only reserved document ids may start with underscore.');
  }
  return id;
};

const checkDesign = (doc: JsonObject): void => {
  const invalid = (field: string, type: string) =>
    new PracticeFailure(400, 'invalid_design_doc', `\`${field}\` field must have ${type} type`);
  const { validate_doc_update: guard, views } = doc;
  if (guard !== undefined && typeof guard !== 'string')
    throw invalid('validate_doc_update', 'string');
  if (views !== undefined && !isObject(views)) throw invalid('views', 'object');
};

const checkAttachments = (attachments: unknown): void => {
  if (attachments === undefined) return;
  const valid = isObject(attachments) && Object.values(attachments).every(isObject);
  if (!valid) throw badRequest('Attachments must be JSON objects');
};

const checkRevisions = (revisions: unknown): void => {
  if (revisions === undefined) return;
  const { start, ids } = isObject(revisions) ? revisions : {};
  const numbered = typeof start === 'number' && Number.isInteger(start) && start >= 0;
  if (!numbered) {
    throw new PracticeFailure(400, 'doc_validation', "_revisions.start isn't an integer.");
  }
  const listed = Array.isArray(ids) && ids.length > 0 && ids.every((id) => typeof id === 'string');
  if (!listed) {
    throw new PracticeFailure(400, 'doc_validation', "_revisions.ids isn't a array.");
  }
};

/**
 * Checks what a client sent as a document.
 * @param id the id in the address, which wins over the one in the body; undefined to take that, or `newId`.
 * @param maxBytes size of the JSON above which it is a 413. Errors: 400, 413.
 */
export const parseDocument = (
  value: unknown,
  id: string | undefined,
  newId: () => string,
  maxBytes: number,
): IncomingDocument => {
  if (!isObject(value)) throw badRequest('Document must be a JSON object');
  const documentId = checkDocumentId(id ?? value['_id'] ?? newId());
  for (const field of Object.keys(value)) {
    if (field.startsWith('_') && !specialMembers.has(field)) {
      throw new PracticeFailure(400, 'doc_validation', `Bad special document member: ${field}`);
    }
  }
  if (value['_rev'] !== undefined) checkRevision(value['_rev']);
  const deleted = value['_deleted'];
  if (deleted !== undefined && typeof deleted !== 'boolean') {
    throw badRequest('_deleted must be true or false');
  }
  checkRevisions(value['_revisions']);
  checkAttachments(value['_attachments']);
  if (isDesign(documentId) && deleted !== true) checkDesign(value);
  const plain = JSON.stringify({ ...value, _attachments: undefined });
  if (Buffer.byteLength(plain) > maxBytes) {
    throw new PracticeFailure(413, 'document_too_large', documentId);
  }
  const attachments = value['_attachments'];
  const bare = isObject(attachments) && Object.keys(attachments).length === 0;
  const kept = Object.entries(value).filter(
    ([field]) => !readOnlyMembers.has(field) && !(bare && field === '_attachments'),
  );
  return { ...Object.fromEntries(kept), _id: documentId };
};

/** `_id` and `_rev` first, the other special members last, as CouchDB prints them. */
export const inPrintOrder = (doc: JsonObject): JsonObject => {
  const { _id, _rev, ...rest } = doc;
  const entries = Object.entries(rest);
  const special = entries.filter(([field]) => field.startsWith('_'));
  const plain = entries.filter(([field]) => !field.startsWith('_'));
  return { _id, _rev, ...Object.fromEntries([...plain, ...special]) };
};
