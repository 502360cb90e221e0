import type { RegistryProblem } from '../../shared/bridge/views.ts';
import type { Entry } from '../../shared/registry/entry.ts';
import {
  createRegistryMemory,
  type RegistryMemory,
} from '../../shared/registry/registry-memory.ts';
import { createAuditRows, type AuditRows } from './audit-rows.ts';

/** The index in memory. */
export interface IndexState extends Omit<RegistryMemory, 'find'> {
  readonly problems: () => readonly RegistryProblem[];
  /** Ids of audit entries, newest first. */
  readonly audit: Pick<AuditRows, 'page' | 'facets'>;
}

export function createIndexState(): IndexState {
  const { put, remove, entries, conflicts, snapshot } = createRegistryMemory();
  const auditRows = createAuditRows();

  function dropRow(id: string): void {
    if (entries().get(id)?.kind === 'audit') auditRows.remove(id);
  }

  return {
    put: (id: string, entry: Entry, others: readonly string[]) => {
      dropRow(id);
      put(id, entry, others);
      if (entry.kind === 'audit') auditRows.add({ id, ...entry.facts });
    },
    remove: (id: string) => {
      dropRow(id);
      remove(id);
    },
    entries,
    conflicts,
    snapshot,
    problems: () =>
      [...entries()].flatMap(([id, entry]) =>
        entry.kind === 'problem' ? [{ id, kind: entry.problem, reason: entry.reason }] : [],
      ),
    audit: { page: auditRows.page, facets: auditRows.facets },
  };
}
