import { setImmediate } from 'node:timers/promises';
import type {
  ConflictDetail,
  ConflictPage,
  ConflictRow,
  ConflictsResolved,
} from '../../shared/bridge/conflict-views.ts';
import { resolveConflicts, type DecidedConflict } from '../../shared/commands/resolve-conflicts.ts';
import { requireChoices, requireDecided } from '../../shared/conflicts/check-choices.ts';
import { choicesFor, type SideToTake } from '../../shared/conflicts/choose-side.ts';
import {
  conflictDetail,
  conflictRow,
  conflictTenant,
  conflictTitle,
} from '../../shared/conflicts/conflict-detail.ts';
import { mergeConflict, type Conflict } from '../../shared/conflicts/conflict.ts';
import type { Choice, MergeResult } from '../../shared/conflicts/merge-result.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { Registry } from '../registry/registry.ts';
import { createConflictHeads, headOf } from './conflict-heads.ts';

/** Conflicts decided in one write of the registry. */
const atOnce = 100;
/** Conflicts worked out before the event loop has its turn: some milliseconds. */
const mergedPerTurn = 10;

/** What a person does with conflicts: look, and decide one or many. */
export interface ConflictDesk {
  readonly list: (query: {
    readonly search: string;
    readonly kind: string | null;
    readonly offset: number;
    readonly limit: number;
  }) => Promise<Omit<ConflictPage, 'mergedQuietly'>>;
  /** Ids of all that a list of the same filter has, in its order. */
  readonly found: (query: {
    readonly search: string;
    readonly kind: string | null;
  }) => readonly string[];
  /** Ids of tenants that are in conflict, themselves or in what belongs to them. */
  readonly tenants: () => ReadonlySet<string>;
  readonly get: (id: string) => Promise<ConflictDetail>;
  readonly resolve: (decision: {
    readonly documentId: string;
    readonly revs: readonly string[];
    readonly choices: readonly { readonly path: string; readonly take: Choice }[];
  }) => Promise<ConflictsResolved>;
  readonly resolveMany: (ids: readonly string[], take: SideToTake) => Promise<ConflictsResolved>;
}

export function createConflictDesk(registry: Registry): ConflictDesk {
  const { conflicts } = registry;
  const heads = createConflictHeads(registry);
  const currentRevs = (id: string) => conflicts.all().get(id) ?? [];

  async function read(id: string): Promise<Conflict> {
    const [conflict] = currentRevs(id).length === 0 ? [] : await conflicts.read([id]);
    if (conflict !== undefined) return conflict;
    throw new ConsoleError('not-found', 'This document is in no conflict, or no more.', {
      remedy: 'Look at the list of conflicts again.',
      details: { document: id.slice(0, 300) },
    });
  }

  function detail(conflict: Conflict, result: MergeResult): ConflictDetail {
    return conflictDetail(headOf(registry, conflict.id), result, {
      mine: conflicts.ownEdit(conflict.id),
      baseKnown: conflict.origin.known === 'here',
    });
  }

  return {
    list: async ({ search, kind, offset, limit }) => {
      const ids = heads.find({ search, kind });
      const read = await conflicts.read(ids.slice(offset, offset + limit));
      const rows: ConflictRow[] = [];
      for (const [index, conflict] of read.entries()) {
        if (index % mergedPerTurn === 0) await setImmediate();
        rows.push(conflictRow(detail(conflict, mergeConflict(conflict))));
      }
      return { rows, total: ids.length, kinds: heads.kinds() };
    },
    found: heads.find,
    tenants: heads.tenants,
    get: async (id) => {
      const conflict = await read(id);
      return detail(conflict, mergeConflict(conflict));
    },
    resolve: async ({ documentId, revs, choices }) => {
      const conflict = await read(documentId);
      const live = conflict.leaves.map(({ rev }) => rev);
      if (live.length !== revs.length || !live.every((rev) => revs.includes(rev))) {
        throw moved(documentId);
      }
      const chosen = new Map(choices.map(({ path, take }) => [path, take]));
      requireChoices(mergeConflict(conflict), chosen);
      const result = mergeConflict(conflict, chosen);
      requireDecided(result);
      const { ended } = await registry.execute(
        resolveConflicts([decided(registry, conflict, result)], 'person', currentRevs),
      );
      if (ended === 0) throw moved(documentId);
      return { resolved: 1, left: [] };
    },
    resolveMany: async (documentIds, take) => {
      const ids = [...new Set(documentIds)];
      const left: { documentId: string; message: string }[] = [];
      let resolved = 0;
      for (let start = 0; start < ids.length; start += atOnce) {
        const group = ids.slice(start, start + atOnce);
        const found = await conflicts.read(group.filter((id) => currentRevs(id).length > 0));
        const ready: DecidedConflict[] = [];
        for (const [index, conflict] of found.entries()) {
          if (index % mergedPerTurn === 0) await setImmediate();
          const result = mergeConflict(conflict);
          const choices = choicesFor(result, take, conflicts.ownEdit(conflict.id));
          const chosen = choices === null ? result : mergeConflict(conflict, choices);
          if (chosen.merged !== null) ready.push(decided(registry, conflict, chosen));
          else left.push({ documentId: conflict.id, message: whyLeft(choices === null) });
        }
        const outcome = await writeGroup(registry, ready, currentRevs);
        resolved += outcome.resolved;
        left.push(...outcome.left);
        const known = new Set(found.map(({ id }) => id));
        left.push(
          ...group
            .filter((id) => !known.has(id))
            .map((documentId) => ({ documentId, message: 'It is in no conflict any more.' })),
        );
        await setImmediate();
      }
      return { resolved, left };
    },
  };
}

/** A conflict with what it comes to, as the command takes it. */
export function decided(
  registry: Pick<Registry, 'conflicts'>,
  { id }: Conflict,
  result: MergeResult,
): DecidedConflict {
  const head = headOf(registry, id);
  return {
    id,
    kind: head.kind,
    title: conflictTitle(head).slice(0, 300),
    tenantId: conflictTenant(head),
    result,
  };
}

/** Writes a group; where it is refused as a whole, one after the other, so that only the bad one is left. */
async function writeGroup(
  registry: Registry,
  ready: readonly DecidedConflict[],
  currentRevs: (id: string) => readonly string[],
): Promise<ConflictsResolved> {
  if (ready.length === 0) return { resolved: 0, left: [] };
  try {
    const { ended, moved: late } = await registry.execute(
      resolveConflicts(ready, 'person', currentRevs),
    );
    const message = 'Its sides have changed meanwhile.';
    return { resolved: ended, left: late.map((documentId) => ({ documentId, message })) };
  } catch (error) {
    if (!(error instanceof ConsoleError) || error.code !== 'invalid-input') throw error;
    const [only, ...more] = ready;
    if (only !== undefined && more.length === 0) {
      return { resolved: 0, left: [{ documentId: only.id, message: error.message }] };
    }
    let resolved = 0;
    const left: ConflictsResolved['left'][number][] = [];
    for (const one of ready) {
      const outcome = await writeGroup(registry, [one], currentRevs);
      resolved += outcome.resolved;
      left.push(...outcome.left);
    }
    return { resolved, left };
  }
}

function whyLeft(noSide: boolean): string {
  return noSide
    ? 'It is not known which of its sides was edited on this device.'
    : 'It needs more than one choice.';
}

function moved(id: string): ConsoleError<'conflict'> {
  return new ConsoleError('conflict', 'The sides of this conflict have changed meanwhile.', {
    remedy: 'Look at it again, then decide.',
    details: { document: id.slice(0, 300) },
  });
}
