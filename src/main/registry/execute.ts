import type { Command, CommandContext } from '../../shared/commands/command.ts';
import { withLeavesSeen } from '../../shared/conflicts/safest-tenant.ts';
import { waitingEntry } from '../../shared/documents/audit.ts';
import { parseRegistryDocument } from '../../shared/documents/registry-document.ts';
import { ConsoleError } from '../../shared/errors.ts';
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
  readonly device: string;
  readonly state: IndexState;
  readonly db: LocalDatabase;
  readonly sha256: (text: string) => string;
}): Promise<{ readonly result: Result; readonly wrote: boolean }> {
  const { state, context, device, sha256 } = options;
  const outcome = options.command(state.snapshot(), context);
  const documents = outcome.documents.map((document) =>
    document.type === 'tenant' ? withLeavesSeen(document, state.leaves(document._id)) : document,
  );
  const entries = outcome.audit
    .map((draft) => waitingEntry(draft, device, sha256))
    // The id is the content's hash: an entry that is there already says the very same.
    .filter(({ _id }) => !state.entries().has(_id));
  const batch = [...documents, ...entries];
  if (batch.length === 0) return { result: outcome.result, wrote: false };

  const ids = new Set<string>();
  for (const document of batch) {
    requireValid(document._id, document);
    if (ids.has(document._id)) throw conflict(document._id);
    ids.add(document._id);
    if (state.entries().get(document._id)?.rev !== document._rev) throw conflict(document._id);
  }
  for (const row of await options.db.write(batch)) {
    if ('status' in row) throw conflict(row.id);
  }
  return { result: outcome.result, wrote: true };
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
