import type { Provisioning } from '../../shared/bridge/views.ts';
import {
  tenantState,
  tenantStates,
  type Tenant,
  type TenantState,
} from '../../shared/documents/tenant.ts';
import { fold } from '../../shared/fold-text.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { hasEvery, searchedText, searchTerms } from '../../shared/word-search.ts';
import { createTenantOrders, type IndexedTenant } from './tenant-orders.ts';
import {
  flagsOf,
  type TenantMarks,
  type TenantQuery,
  type TenantSort,
  type TenantsFound,
} from './tenant-query.ts';
import { createTally } from './tenant-tally.ts';

/** The tenants in every order that was asked for; changing one costs little, whatever their number. */
export interface TenantIndex {
  /** Takes over what changed since the last call. */
  readonly refresh: (snapshot: RegistrySnapshot) => void;
  /** The answers to the last queries are kept, so that their pages cost nothing. */
  readonly find: (query: TenantQuery, marks: TenantMarks) => TenantsFound;
  readonly counts: () => Readonly<Record<TenantState, number>>;
  /** Works out ahead what the first look and the first search need; `rest` gives others their turn. */
  readonly warm: (rest: () => Promise<void>) => Promise<void>;
}

/** What was searched last, and who has it. */
interface Sought {
  readonly wanted: string;
  readonly terms: readonly string[];
  readonly ids: ReadonlySet<string>;
}

/** So many answers are kept: as many as somebody goes back and forth between. */
const answersKept = 8;
/** Texts made ready for searching before others have their turn. */
const saidAtOnce = 20;

const provisioningRank: Readonly<Record<Provisioning, number>> = {
  refused: 0,
  waiting: 1,
  applied: 2,
};

export function createTenantIndex(): TenantIndex {
  const rows = new Map<string, IndexedTenant>();
  const orders = createTenantOrders(rows);
  let seen: RegistrySnapshot | null = null;
  let version = 0;
  /** Of what the flags of the rows tell. */
  let flagged:
    | (Pick<TenantMarks, 'version' | 'inConflict' | 'drifted' | 'ownerless'> & {
        readonly at: number;
      })
    | null = null;
  /** Answers to the last questions, the latest last. */
  const answers = new Map<string, TenantsFound>();
  let counted: Readonly<Record<TenantState, number>> | null = null;
  let sought: Sought | null = null;

  function changed(): void {
    version += 1;
    answers.clear();
    counted = null;
    sought = null;
  }

  /** Ids of the rows that have what is searched; null where nothing is. */
  function searched(text: string): ReadonlySet<string> | null {
    const wanted = fold(text.trim());
    if (wanted === '') return null;
    const terms = searchTerms(wanted);
    const ids = new Set<string>();
    // With a letter more, nothing is found that was not found without it.
    const among = sought !== null && narrows(sought, wanted, terms) ? sought.ids : rows.keys();
    for (const id of among) {
      const row = rows.get(id);
      if (row === undefined) continue;
      // A key is one word to people, though there are hyphens in it.
      const found =
        row.tenant.key.startsWith(wanted) ||
        (terms.length > 0 && hasEvery((row.said ??= saidOf(row.tenant)), terms));
      if (found) ids.add(id);
    }
    sought = { wanted, terms, ids };
    return ids;
  }

  /** Brings the flags up to date with the marks; every answer before is of the past then. */
  function flag(marks: TenantMarks): void {
    const { version: marksVersion, inConflict, drifted, ownerless } = marks;
    if (
      flagged?.at === version &&
      flagged.version === marksVersion &&
      flagged.inConflict === inConflict &&
      flagged.drifted === drifted &&
      flagged.ownerless === ownerless
    ) {
      return;
    }
    for (const [id, row] of rows) row.flags = flagsOf(id, marks);
    flagged = { at: version, version: marksVersion, inConflict, drifted, ownerless };
    answers.clear();
  }

  function put(id: string, tenant: Tenant): void {
    rows.set(id, { tenant, state: tenantState(tenant), said: null, flags: 0 });
    orders.touch(id);
  }

  /** By what several tenants have alike; among those, by name. */
  function grouped(sort: TenantSort, snapshot: RegistrySnapshot, marks: TenantMarks) {
    const blueprints = [...snapshot.blueprints.values()].sort((a, b) =>
      a.title < b.title ? -1 : 1,
    );
    const titles = new Map(blueprints.map(({ _id }, index) => [_id, index]));
    const groupOf = ({ tenant, state }: IndexedTenant): number => {
      switch (sort) {
        case 'state':
          return tenantStates.indexOf(state);
        case 'provisioning':
          return provisioningRank[marks.provisioning(tenant.tenant_id)];
        case 'databases':
          return snapshot.blueprints.get(tenant.blueprint)?.databases.length ?? 0;
        default:
          return titles.get(tenant.blueprint) ?? titles.size;
      }
    };
    const groups = new Map<number, string[]>();
    for (const id of orders.order('name')) {
      const row = rows.get(id);
      if (row === undefined) continue;
      const group = groupOf(row);
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [id]);
      else members.push(id);
    }
    return [...groups].sort(([a], [b]) => a - b).flatMap(([, members]) => members);
  }

  function ordered(sort: TenantSort, snapshot: RegistrySnapshot, marks: TenantMarks) {
    switch (sort) {
      case 'state':
      case 'provisioning':
      case 'databases':
      case 'blueprint':
        return grouped(sort, snapshot, marks);
      default:
        return orders.order(sort);
    }
  }

  return {
    refresh: (snapshot) => {
      if (snapshot === seen) return;
      const sameTenants = snapshot.tenants === seen?.tenants;
      // Titles and numbers of databases are the blueprints'.
      if (snapshot.blueprints !== seen?.blueprints || snapshot.servers !== seen.servers) {
        changed();
      }
      seen = snapshot;
      if (sameTenants) return;
      let moved = false;
      for (const [id, tenant] of snapshot.tenants) {
        if (rows.get(id)?.tenant === tenant) continue;
        put(id, tenant);
        moved = true;
      }
      if (rows.size !== snapshot.tenants.size) {
        for (const id of [...rows.keys()]) {
          if (snapshot.tenants.has(id)) continue;
          rows.delete(id);
          orders.touch(id);
          moved = true;
        }
      }
      if (moved) changed();
    },
    find: (query, marks) => {
      flag(marks);
      const question = JSON.stringify(query);
      const known = answers.get(question);
      if (known !== undefined) {
        answers.delete(question);
        answers.set(question, known);
        return known;
      }
      const tally = createTally(query);
      const wanted = searched(query.search);
      const ids: string[] = [];
      const snapshot = seen;
      if (snapshot !== null) {
        for (const id of ordered(query.sort, snapshot, marks)) {
          const row = rows.get(id);
          if (row === undefined || (wanted !== null && !wanted.has(id))) continue;
          if (tally.take(row)) ids.push(id);
        }
      }
      if (query.direction === 'desc') ids.reverse();
      const found: TenantsFound = { ids, facets: tally.facets(snapshot) };
      answers.set(question, found);
      const [oldest] = answers.keys();
      if (answers.size > answersKept && oldest !== undefined) answers.delete(oldest);
      return found;
    },
    counts: () => {
      if (counted === null) {
        const counts = { active: 0, suspended: 0, archived: 0, deleted: 0 };
        for (const { state } of rows.values()) counts[state] += 1;
        counted = counts;
      }
      return counted;
    },
    warm: async (rest) => {
      orders.order('name');
      let said = 0;
      for (const row of rows.values()) {
        row.said ??= saidOf(row.tenant);
        said += 1;
        if (said % saidAtOnce === 0) await rest();
      }
    },
  };
}

function narrows(before: Sought, wanted: string, terms: readonly string[]): boolean {
  return (
    wanted.startsWith(before.wanted) &&
    before.terms.length > 0 &&
    before.terms.every((term, index) => terms[index]?.startsWith(term) === true)
  );
}

function saidOf({ key, name, owner_email, description }: Tenant): string {
  return searchedText([key, name, owner_email ?? '', description]);
}
