import type { Command, CommandContext } from '../../shared/commands/command.ts';
import type { AuditDraft } from '../../shared/documents/audit.ts';
import type { IndexedDocument } from '../../shared/documents/registry-document.ts';
import {
  isOverLeaves,
  otherForm,
  requireWritable,
  writtenForm,
} from '../../shared/registry/written-form.ts';
import { resolutionWrites } from './conflict-writes.ts';
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

  requireWritable(documents, state);
  const written = [];
  for (const document of documents) written.push(await asWritten(document, options));
  const entries = await options.entriesFor(outcome.audit);
  for (const row of await options.db.write([...resolved, ...written, ...entries])) {
    if ('status' in row) throw otherForm(row.id);
  }
  return { result: outcome.result, wrote: true };
}

/** A document of a command, with what it leaves undecided where it is in conflict. */
async function asWritten(
  document: IndexedDocument,
  { state, db }: { readonly state: IndexState; readonly db: Pick<LocalDatabase, 'revision'> },
): Promise<Readonly<Record<string, unknown>>> {
  const { _id: id, _rev: rev } = document;
  if (rev === undefined || !isOverLeaves(document, state)) return document;
  const stored = await db.revision(id, rev);
  if (stored === null) throw otherForm(id);
  return writtenForm(document, stored, state);
}
