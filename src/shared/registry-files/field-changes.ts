import type { Json } from '../json.ts';
import { jsonSchema } from '../json.ts';
import { stableJson } from '../stable-json.ts';
import type { FiledDocument, FiledEntry } from './read-files.ts';

/** Fields that say when and by whom, or belong to the store: no difference in them is an edit. */
const stamps = new Set(['createdAt', 'createdBy', 'updatedAt', 'updatedBy', '_id', '_rev']);
const unreadable = new Set(['hash', 'previous']);

/** What a file changes of a document: values by field, those alone that the file has and that differ. */
export type FieldChanges = ReadonlyMap<string, unknown>;

/** Compares a file with the document that the registry has. Fields that the file leaves out stay. */
export function fieldChanges(entry: FiledEntry, existing: FiledDocument): FieldChanges {
  const before = new Map<string, unknown>(Object.entries(existing));
  return new Map(
    Object.entries(entry.document).filter(
      ([field, value]: [string, unknown]) =>
        entry.given.has(field) &&
        !stamps.has(field) &&
        stableJson(before.get(field) ?? null) !== stableJson(value ?? null),
    ),
  );
}

/**
 * Why a file must not overwrite the document: it was exported before the registry's latest edit, which it
 * would undo unread. A file without `updatedAt` claims no such origin and passes.
 */
export function staleFile(entry: FiledEntry, existing: FiledDocument): string | null {
  return entry.given.has('updatedAt') && entry.document.updatedAt < existing.updatedAt
    ? `The registry has a newer edit (${existing.updatedAt}, by ${existing.updatedBy}). Export again, then make the change in the new file.`
    : null;
}

/** Before and after of the changed fields, for the audit log; hashes are only named. */
export function auditedFields(
  changes: FieldChanges,
  existing: FiledDocument | null,
): { readonly before: Json; readonly after: Json } {
  const old = new Map<string, unknown>(Object.entries(existing ?? {}));
  const list = (value: (field: string) => unknown): Json =>
    Object.fromEntries(
      [...changes.keys()].map((field) => [
        field,
        unreadable.has(field) ? '(hash)' : jsonSchema.parse(value(field) ?? null),
      ]),
    );
  return {
    before: existing === null ? null : list((field) => old.get(field)),
    after: list((field) => changes.get(field)),
  };
}
