import type { Command, CommandContext } from '../../shared/commands/command.ts';
import { withLeavesSeen } from '../../shared/conflicts/safest-tenant.ts';
import type { AuditDraft } from '../../shared/documents/audit.ts';
import { parseRegistryDocument } from '../../shared/documents/registry-document.ts';
import { ConsoleError } from '../../shared/errors.ts';
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
  readonly db: LocalDatabase;
}): Promise<{ readonly result: Result; readonly wrote: boolean }> {
  const { state, context } = options;
  const outcome = options.command(state.snapshot(), context);
  const documents = outcome.documents.map((document) =>
    document.type === 'tenant' || document.type === 'api_key'
      ? withLeavesSeen(document, otherLeaves(state, document._id))
      : document,
  );
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
  const entries = await options.entriesFor(outcome.audit);
  for (const row of await options.db.write([...resolved, ...documents, ...entries])) {
    if ('status' in row) throw conflict(row.id);
  }
  return { result: outcome.result, wrote: true };
}

function otherLeaves(state: IndexState, id: string): readonly { readonly _rev: string }[] {
  return (state.conflicts().get(id) ?? []).slice(1).map((_rev) => ({ _rev }));
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
