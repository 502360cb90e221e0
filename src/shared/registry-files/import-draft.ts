import type { CommandContext } from '../commands/command.ts';
import type { AuditDraft } from '../documents/audit.ts';
import type { Json } from '../json.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { FiledDocument, FiledEntry, FileProblem } from './read-files.ts';

/** What an import has come to so far. */
export interface ImportDraft {
  readonly snapshot: RegistrySnapshot;
  readonly context: Pick<CommandContext, 'now' | 'actor'>;
  /** By document id: what is to be written. */
  readonly documents: Map<string, FiledDocument>;
  readonly problems: FileProblem[];
  readonly audit: AuditDraft[];
  readonly changes: string[];
  /** Tenants whose access changes by another document than their own: what the server must have rises. */
  readonly raised: Map<string, 'generation' | 'epoch'>;
  created: number;
  changed: number;
  unchanged: number;
}

/** Refuses a file, and with it the whole import. */
export function refuse(draft: ImportDraft, { path }: FiledEntry, message: string): void {
  draft.problems.push({ path, message });
}

/** Notes one document to be written, with its audit entry and its words. */
export function write(
  draft: ImportDraft,
  document: FiledDocument,
  told: {
    readonly created: boolean;
    readonly words: string;
    readonly details: Readonly<Record<string, Json>>;
  },
): void {
  draft.documents.set(document._id, document);
  draft.changes.push(told.words);
  if (told.created) draft.created += 1;
  else draft.changed += 1;
  draft.audit.push({
    type: 'audit_log',
    tenant_id: 'tenant_id' in document ? tenantOf(document) : null,
    action: `${document.type}_imported`,
    actor: draft.context.actor,
    resource_type: document.type,
    resource_id: document._id,
    outcome: 'ok',
    details: { how: told.created ? 'created' : 'changed', ...told.details },
    createdAt: draft.context.now,
  });
}

function tenantOf(document: FiledDocument): string | null {
  switch (document.type) {
    case 'tenant':
    case 'account':
    case 'override':
      return document.tenant_id;
    case 'server':
    case 'blueprint':
      return null;
  }
}

/** A tenant's access changes too; an epoch asked for once stays asked for. */
export function raise(draft: ImportDraft, tenantId: string, what: 'generation' | 'epoch'): void {
  if (draft.raised.get(tenantId) !== 'epoch') draft.raised.set(tenantId, what);
}

/** Stamps of an edit made now. */
export function edited({ context }: ImportDraft): {
  readonly updatedAt: string;
  readonly updatedBy: string;
} {
  return { updatedAt: context.now, updatedBy: context.actor };
}
