import type { ChangeRow } from '../bridge/catch-up-views.ts';
import type { AuditEntry } from '../documents/audit.ts';
import type { RegistryDocument } from '../documents/registry-document.ts';
import { stableJson } from '../stable-json.ts';

/** What a row may be about. */
export type ChangedDocument = Exclude<RegistryDocument, AuditEntry>;

/** Fields that say when and by whom, or that follow from others: nobody edits them. */
const bookkeeping: ReadonlySet<string> = new Set([
  '_id',
  '_rev',
  'updatedAt',
  'updatedBy',
  'access_seen',
  'marks_seen',
  'merged_revs',
]);

/** A document at three moments of one side's story; null where it was not there. */
export interface DocumentStory {
  readonly id: string;
  /** At the agreement. */
  readonly before: ChangedDocument | null;
  /** As that side left it. */
  readonly after: ChangedDocument | null;
  /** As the other side left it, where both changed it: what is only its doing is not told here. */
  readonly other: ChangedDocument | null;
}

/** What one side did to a document, in a row for a person. */
export function changeRow({ id, before, after, other }: DocumentStory): ChangeRow {
  const shown = after ?? before ?? other;
  const gone = after === null || (isInTrash(after) && !(before !== null && isInTrash(before)));
  const what = gone ? 'removed' : before === null ? 'made' : 'changed';
  return {
    documentId: id,
    kind: shown?.type ?? id.slice(0, Math.max(0, id.indexOf('_'))),
    title: shown === null ? id : titleOf(shown),
    tenantId: shown === null ? null : tenantOf(shown),
    what,
    fields: what === 'changed' ? changedFields(before, after, other) : [],
    by: after?.type === 'lease' ? null : (after?.updatedBy ?? null),
    at: after?.type === 'lease' ? null : (after?.updatedAt ?? null),
  };
}

/** Names of the fields that differ, sorted; those that only the other side changed left out. */
function changedFields(
  before: ChangedDocument | null,
  after: ChangedDocument | null,
  other: ChangedDocument | null,
): readonly string[] {
  const was = fieldsOf(before);
  const is = fieldsOf(after);
  const theirs = other === null ? null : fieldsOf(other);
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((name) => was.get(name) !== is.get(name))
    .filter((name) => theirs === null || is.get(name) !== theirs.get(name))
    .sort();
}

function fieldsOf(document: ChangedDocument | null): ReadonlyMap<string, string> {
  if (document === null) return new Map();
  return new Map(
    Object.entries(document)
      .filter(([name, value]) => !bookkeeping.has(name) && value !== undefined)
      .map(([name, value]) => [name, stableJson(value)]),
  );
}

function isInTrash(document: ChangedDocument): boolean {
  return 'deletedAt' in document && typeof document.deletedAt === 'string';
}

function tenantOf(document: ChangedDocument): string | null {
  switch (document.type) {
    case 'tenant':
    case 'account':
    case 'override':
    case 'api_key':
    case 'revocation':
    case 'membership':
    case 'invitation':
    case 'application':
    case 'usage':
    case 'revoked_token':
      return document.tenant_id;
    case 'user':
    case 'server':
    case 'blueprint':
    case 'signing_key':
    case 'lease':
      return null;
  }
}

function titleOf(document: ChangedDocument): string {
  switch (document.type) {
    case 'tenant':
    case 'server':
    case 'blueprint':
    case 'api_key':
    case 'application':
      return document.name;
    case 'user':
      return document.name === '' ? document.email : document.name;
    case 'invitation':
      return document.email;
    case 'membership':
      return document.user_id;
    case 'usage':
      return document.key_id;
    case 'account':
      return document.username;
    case 'override':
      return document.database;
    case 'revocation':
      return document.key_id;
    case 'signing_key':
      return document.kid;
    case 'revoked_token':
      return document.sub;
    case 'lease':
      return document.device;
  }
}
