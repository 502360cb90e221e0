import { z } from 'zod';
import { revisionSchema } from '../../shared/documents/client-revisions.ts';
import { MyCouchError } from '../../shared/errors.ts';
import { jsonSchema, type Json } from '../../shared/json.ts';
import { GatewayError } from '../errors.ts';
import { isKnown, isOnLine, newest } from './line.ts';
import type { Edit, Person, VirtualTable } from './table.ts';

/** One document as a client sends it, on its own or among others. */
export const sentDocumentSchema = z.record(z.string(), jsonSchema);
export type SentDocument = z.output<typeof sentDocumentSchema>;

const revisionsSchema = z.object({
  start: z.number().int().min(1).max(999_999_999),
  ids: z
    .array(z.string().regex(/^[0-9A-Za-z]{1,64}$/))
    .min(1)
    .max(1000),
});

const attempts = 3;

/** What came of a write. */
export interface Written {
  readonly id: string;
  readonly rev: string;
}

/**
 * A write of somebody who says which revision they saw. Errors: GatewayError `conflict`, and what the table
 * refuses.
 */
export async function writeSeen(
  table: VirtualTable,
  person: Person,
  id: string,
  document: SentDocument,
  rev: string | null,
): Promise<Written> {
  const edit: Edit = { fields: fieldsOf(document), adopt: [], raise: 0 };
  const seen = table.get(person, id);
  if (seen === null || (seen.deleted && rev === null)) {
    if (rev !== null) throw new GatewayError('not_found');
    await table.create(person, id, edit);
  } else {
    if (seen.deleted && edit.fields === null) throw new GatewayError('not_found');
    if (rev !== newest(seen.line)) throw new GatewayError('conflict');
    await table.write(person, seen, edit);
  }
  return { id, rev: revOf(table, person, id) };
}

/**
 * A revision that a replica made of its own (`new_edits: false`). It becomes part of the line where it was made
 * on the newest revision; otherwise nothing of it is taken, and its branch is ended, so that the replica comes
 * back to what is here. Errors: GatewayError.
 */
export async function writeReplicated(
  table: VirtualTable,
  person: Person,
  id: string,
  document: SentDocument,
): Promise<void> {
  const revs = revisionsOf(document);
  const [leaf = ''] = revs;
  for (let attempt = 1; ; attempt += 1) {
    const seen = table.get(person, id);
    try {
      if (seen === null) {
        const start = Number.parseInt(leaf, 10);
        await table.create(person, id, {
          fields: fieldsOf(document),
          adopt: revs.toReversed(),
          raise: start,
        });
        return;
      }
      if (isKnown(seen.line, leaf)) return;
      const known = revs.findIndex((rev) => isOnLine(seen.line, rev));
      if (known < 0 || revs[known] !== newest(seen.line)) throw new GatewayError('conflict');
      await table.write(person, seen, {
        fields: fieldsOf(document),
        adopt: revs.slice(0, known).toReversed(),
        raise: known,
      });
      return;
    } catch (error) {
      // Somebody was quicker: whether it stands on the newest revision is to be looked at again.
      const quicker = error instanceof MyCouchError && error.code === 'conflict';
      if (quicker && attempt < attempts) continue;
      if (seen !== null && isRefusal(error)) await table.end(person, seen, leaf);
      throw quicker ? new GatewayError('conflict', { cause: error }) : error;
    }
  }
}

/** Refused for what it is, and not because something does not work just now. */
function isRefusal(error: unknown): boolean {
  if (error instanceof GatewayError) return error.status < 500;
  if (!(error instanceof MyCouchError)) return false;
  return [
    'conflict',
    'invalid-input',
    'not-permitted',
    'not-allowed-in-state',
    'not-found',
    'key-taken',
    'key-invalid',
  ].includes(error.code);
}

export function revOf(table: VirtualTable, person: Person, id: string): string {
  const document = table.get(person, id);
  if (document === null) throw new GatewayError('not_found');
  return newest(document.line);
}

/** Null: a deletion. Error: GatewayError `invalid_request` (attachments). */
function fieldsOf(document: SentDocument): Readonly<Record<string, Json>> | null {
  if (document['_attachments'] !== undefined) {
    throw new GatewayError('invalid_request', { reason: 'There are no attachments here.' });
  }
  if (document['_deleted'] === true) return null;
  return Object.fromEntries(Object.entries(document).filter(([name]) => !name.startsWith('_')));
}

/** The revision and those before it, the newest first. */
function revisionsOf(document: SentDocument): readonly string[] {
  const read = revisionsSchema.safeParse(document['_revisions']);
  if (read.success) {
    const { start, ids } = read.data;
    if (ids.length <= start) return ids.map((id, at) => `${String(start - at)}-${id}`);
  }
  const alone = revisionSchema.safeParse(document['_rev']);
  if (document['_revisions'] === undefined && alone.success) return [alone.data];
  throw new GatewayError('invalid_request', { reason: 'The revisions cannot be read.' });
}
