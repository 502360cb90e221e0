import {
  conflictTenant,
  conflictTitle,
  type ConflictHead,
} from '../../shared/conflicts/conflict-detail.ts';
import type { Registry } from '../registry/registry.ts';

/** Every document in conflict as a list shows it, without its leaves; kept in order as they come and go. */
export interface ConflictHeads {
  /** By title; `search` are words of the title, the id or the tenant, all of which have to be there. */
  readonly find: (query: {
    readonly search: string;
    readonly kind: string | null;
  }) => readonly string[];
  /** The kinds of all of them, each once, sorted. */
  readonly kinds: () => readonly string[];
  /** Ids of tenants that are in conflict, themselves or in what belongs to them. */
  readonly tenants: () => ReadonlySet<string>;
}

interface Known extends ConflictHead {
  readonly revs: readonly string[];
  readonly title: string;
  readonly text: string;
  readonly tenantId: string | null;
}

/** Costs what has changed since it was asked last. */
export function createConflictHeads(
  registry: Pick<Registry, 'conflicts' | 'revision' | 'snapshot'>,
): ConflictHeads {
  const known = new Map<string, Known>();
  let sorted: readonly Known[] = [];
  let ids: readonly string[] = [];
  let kinds: readonly string[] = [];
  let tenants: ReadonlySet<string> = new Set();
  let revision: number | null = null;

  function refresh(): void {
    if (revision === registry.revision()) return;
    revision = registry.revision();
    const now = registry.conflicts.all();
    const came: Known[] = [];
    let went = false;
    for (const id of known.keys()) {
      if (!now.has(id)) went = known.delete(id);
    }
    for (const [id, revs] of now) {
      // Every change of a document makes a new list of its leaves.
      const before = known.get(id);
      if (before?.revs === revs) continue;
      const head = headOf(registry, id);
      const title = conflictTitle(head);
      const text = `${title} ${id}`.toLowerCase();
      const one = { ...head, revs, title, text, tenantId: conflictTenant(head) };
      known.set(id, one);
      came.push(one);
      went ||= before !== undefined;
    }
    if (came.length === 0 && !went) return;
    if (went) sorted = sorted.filter((one) => known.get(one.id) === one);
    if (came.length > 0) {
      // Two runs that are in order each cost little to sort.
      sorted = [...sorted, ...came.sort(byTitle)].sort(byTitle);
    }
    ids = sorted.map(({ id }) => id);
    kinds = [...new Set(sorted.map(({ kind }) => kind))].sort();
    tenants = new Set(sorted.flatMap(({ tenantId }) => tenantId ?? []));
  }

  return {
    find: ({ search, kind }) => {
      refresh();
      if (search.trim() === '' && kind === null) return ids;
      const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
      return sorted
        .filter((one) => kind === null || one.kind === kind)
        .filter((one) => words.length === 0 || found(one, words))
        .map(({ id }) => id);
    },
    kinds: () => {
      refresh();
      return kinds;
    },
    tenants: () => {
      refresh();
      return tenants;
    },
  };

  function found({ text, tenantId }: Known, words: readonly string[]): boolean {
    if (words.every((word) => text.includes(word))) return true;
    const tenant = tenantId === null ? undefined : registry.snapshot().tenants.get(tenantId);
    if (tenant === undefined) return false;
    const whole = `${text} ${tenant.key} ${tenant.name}`.toLowerCase();
    return words.every((word) => whole.includes(word));
  }
}

/** What the index has of a document in conflict. */
export function headOf(registry: Pick<Registry, 'conflicts'>, id: string): ConflictHead {
  const winner = registry.conflicts.winner(id);
  return { id, kind: winner?.kind ?? 'unknown-kind', document: winner?.document ?? null };
}

function byTitle(a: Known, b: Known): number {
  return compare(a.title, b.title) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
