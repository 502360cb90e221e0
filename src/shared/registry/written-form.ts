import { overLeaves } from '../conflicts/over-leaves.ts';
import { parseRegistryDocument, type IndexedDocument } from '../documents/registry-document.ts';
import { ConsoleError } from '../errors.ts';
import { documentFields } from './document-fields.ts';
import type { RegistryMemory } from './registry-memory.ts';

type Known = Pick<RegistryMemory, 'entries' | 'conflicts'>;

/**
 * Refuses what a command wants written and nobody could read, or whose place is taken by something else
 * than the command saw. Errors: `invalid-input`, `conflict`.
 */
export function requireWritable(documents: readonly IndexedDocument[], known: Known): void {
  const ids = new Set<string>();
  for (const document of documents) {
    requireValid(document._id, document);
    if (ids.has(document._id)) throw otherForm(document._id);
    ids.add(document._id);
    if (known.entries().get(document._id)?.rev !== document._rev) throw otherForm(document._id);
  }
}

/** Whether what is stored has to be read before `writtenForm` can tell how a document is written. */
export function isOverLeaves({ _id: id, _rev: rev }: IndexedDocument, known: Known): boolean {
  const others = known.conflicts().get(id)?.length ?? 0;
  return others > 1 && rev !== undefined && known.entries().get(id)?.kind === 'document';
}

/**
 * A document of a command, with what it leaves undecided where it is in conflict.
 * @param stored the winner as it is stored. Errors: `invalid-input`.
 */
export function writtenForm(
  document: IndexedDocument,
  stored: Readonly<Record<string, unknown>>,
  known: Known,
): Readonly<Record<string, unknown>> {
  const { _id: id, _rev: rev } = document;
  const entry = known.entries().get(id);
  if (entry?.kind !== 'document') return document;
  const written = overLeaves({
    document: documentFields(document),
    shown: documentFields(entry.document),
    stored: documentFields(stored),
    others: (known.conflicts().get(id) ?? []).slice(1),
  });
  requireValid(id, written);
  return { ...written, _id: id, _rev: rev };
}

/** The registry has something else under this id than was expected. */
export function otherForm(id: string): ConsoleError {
  return new ConsoleError('conflict', 'The registry has this document in another form.', {
    remedy:
      'Look at it again and repeat the change; a damaged document is listed among the problems.',
    details: { document: id },
  });
}

function requireValid(id: string, document: unknown): void {
  const parsed = parseRegistryDocument(id, document);
  if (parsed.outcome === 'document') return;
  throw new ConsoleError('invalid-input', 'This cannot be stored in the registry.', {
    details: { document: id, reason: parsed.outcome === 'broken' ? parsed.reason : 'unknown kind' },
  });
}
