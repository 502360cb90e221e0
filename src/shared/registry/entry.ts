import { parseRegistryDocument, type IndexedDocument } from '../documents/registry-document.ts';
import { entryFacts, type EntryFacts } from '../log/entry-filter.ts';

/** What the index keeps of one document: the winning revision, read. */
export type Entry =
  | {
      readonly kind: 'document';
      readonly rev: string;
      readonly document: IndexedDocument;
    }
  /** Only what paging needs; the body stays in the database. */
  | {
      readonly kind: 'audit';
      readonly rev: string;
      readonly facts: EntryFacts;
    }
  | {
      readonly kind: 'problem';
      readonly rev: string;
      readonly problem: 'unknown-kind' | 'broken';
      readonly reason: string;
    };

/** Reads a stored body into what the index keeps. */
export function readEntry(id: string, rev: string, body: unknown): Entry {
  const parsed = parseRegistryDocument(id, body);
  if (parsed.outcome === 'unknown-kind') {
    return {
      kind: 'problem',
      rev,
      problem: 'unknown-kind',
      reason: 'A document of a kind that this console does not know.',
    };
  }
  if (parsed.outcome === 'broken') {
    return { kind: 'problem', rev, problem: 'broken', reason: parsed.reason };
  }
  const { document } = parsed;
  if (document.type === 'audit_log') {
    const facts = entryFacts(document);
    return facts === null
      ? { kind: 'problem', rev, problem: 'broken', reason: 'It cannot be read.' }
      : { kind: 'audit', rev, facts };
  }
  return { kind: 'document', rev, document };
}
