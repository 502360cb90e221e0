import type { Command, CommandContext } from '../../shared/commands/command.ts';
import { overLeaves } from '../../shared/conflicts/over-leaves.ts';
import type { AuditDraft } from '../../shared/documents/audit.ts';
import {
  parseRegistryDocument,
  type IndexedDocument,
} from '../../shared/documents/registry-document.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { resolutionWrites } from './conflict-writes.ts';
import { documentFields } from './conflict-tree.ts';
import type { IndexState } from './index-state.ts';
import type { LocalDatabase } from './pouch.ts';

/**
 * Runs one command against an index that is up to date and writes what it wants in one batch. LevelDB
 * takes a batch whole or not at all. Everything that could refuse a document is checked before, so that
 * no batch is written in part. Nobody else may write meanwhile.
 */
export async function executeCommand<Result>(options: {
  readonly command: Command<Result>;
  readonly context: CommandContext;
  /** Documents of the log's outbox that hold these entries. */
  readonly entriesFor: (
    drafts: readonly AuditDraft[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly state: IndexState;
  readonly db: Pick<LocalDatabase, 'revision' | 'write'>;
}): Promise<{ readonly result: Result; readonly wrote: boolean }> {
  const { state, context } = options;
  const outcome = options.command(state.snapshot(), context);
  const { documents } = outcome;
  const resolved = resolutionWrites(outcome.resolutions ?? [], state);
  if (documents.length + resolved.length + outcome.audit.length === 0)
    return { result: outcome.result, wrote: false };

  const ids = new Set<string>();
  for (const document of documents) {
    requireValid(document._id, document);
    if (ids.has(document._id)) throw conflict(document._id);
    ids.add(document._id);
    if (state.entries().get(document._id)?.rev !== document._rev) throw conflict(document._id);
  }
  const written = [];
  for (const document of documents) written.push(await asWritten(document, options));
  const entries = await options.entriesFor(outcome.audit);
  for (const row of await options.db.write([...resolved, ...written, ...entries])) {
    if ('status' in row) throw conflict(row.id);
  }
  return { result: outcome.result, wrote: true };
}

/** A document of a command, with what it leaves undecided where it is in conflict. */
async function asWritten(
  document: IndexedDocument,
  { state, db }: { readonly state: IndexState; readonly db: Pick<LocalDatabase, 'revision'> },
): Promise<Readonly<Record<string, unknown>>> {
  const { _id: id, _rev: rev } = document;
  const others = (state.conflicts().get(id) ?? []).slice(1);
  const entry = state.entries().get(id);
  if (others.length === 0 || rev === undefined || entry?.kind !== 'document') return document;
  const stored = await db.revision(id, rev);
  if (stored === null) throw conflict(id);
  const written = overLeaves({
    document: documentFields(document),
    shown: documentFields(entry.document),
    stored: documentFields(stored),
    others,
  });
  requireValid(id, written);
  return { ...written, _id: id, _rev: rev };
}

function requireValid(id: string, document: unknown): void {
  const parsed = parseRegistryDocument(id, document);
  if (parsed.outcome === 'document') return;
  throw new ConsoleError('invalid-input', 'This cannot be stored in the registry.', {
    details: { document: id, reason: parsed.outcome === 'broken' ? parsed.reason : 'unknown kind' },
  });
}

function conflict(id: string): ConsoleError {
  return new ConsoleError('conflict', 'The registry has this document in another form.', {
    remedy:
      'Look at it again and repeat the change; a damaged document is listed among the problems.',
    details: { document: id },
  });
}
