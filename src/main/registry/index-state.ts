import type { RegistryProblem } from '../../shared/bridge/views.ts';
import { revokedKeyId } from '../../shared/documents/revocation.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { createAuditRows, type AuditRows } from './audit-rows.ts';
import type { Entry } from './entry.ts';
import { createIndexShelves } from './index-shelves.ts';

/** The index in memory. Changing it costs what changed; a snapshot is copied only when somebody looks. */
export interface IndexState {
  /** `others`: revisions of the document's conflicting leaves, the winner not among them. */
  readonly put: (id: string, entry: Entry, others: readonly string[]) => void;
  readonly remove: (id: string) => void;
  readonly entries: () => ReadonlyMap<string, Entry>;
  /** Revisions of all live leaves of every document that has more than one, the winner first. */
  readonly conflicts: () => ReadonlyMap<string, readonly string[]>;
  readonly snapshot: () => RegistrySnapshot;
  readonly problems: () => readonly RegistryProblem[];
  /** Ids of audit entries, newest first. */
  readonly audit: Pick<AuditRows, 'page' | 'facets'>;
}

export function createIndexState(): IndexState {
  const entries = new Map<string, Entry>();
  const conflicts = new Map<string, readonly string[]>();
  const shelves = createIndexShelves();
  const revokedKeys = new Set<string>();
  let revokedCopy: ReadonlySet<string> | null = null;
  let current: RegistrySnapshot | null = null;
  const auditRows = createAuditRows();

  function remove(id: string): void {
    const entry = entries.get(id);
    if (entry === undefined) return;
    entries.delete(id);
    conflicts.delete(id);
    if (entry.kind === 'document') {
      shelves.take(entry.document);
      current = null;
    }
    if (entry.kind === 'audit') auditRows.remove(id);
  }

  return {
    put: (id, entry, others) => {
      remove(id);
      entries.set(id, entry);
      if (others.length > 0) conflicts.set(id, [entry.rev, ...others]);
      const keyId = revokedKeyId(id);
      if (keyId !== null && !revokedKeys.has(keyId)) {
        revokedKeys.add(keyId);
        revokedCopy = null;
        current = null;
      }
      if (entry.kind === 'document') {
        shelves.add(entry.document);
        current = null;
      }
      if (entry.kind === 'audit') auditRows.add({ id, ...entry.facts });
    },
    remove,
    entries: () => entries,
    conflicts: () => conflicts,
    snapshot: () => {
      revokedCopy ??= new Set(revokedKeys);
      current ??= { ...shelves.copy(), revokedKeys: revokedCopy };
      return current;
    },
    problems: () =>
      [...entries].flatMap(([id, entry]) =>
        entry.kind === 'problem' ? [{ id, kind: entry.problem, reason: entry.reason }] : [],
      ),
    audit: { page: auditRows.page, facets: auditRows.facets },
  };
}
