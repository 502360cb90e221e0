import type { ConflictDetail, ConflictRow } from '../../../src/shared/bridge/conflict-views.ts';
import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { auditOf, pause, type World } from './world.ts';

function rowOf(conflict: ConflictDetail): ConflictRow {
  const { documentId, kind, title, tenantId, asks, sides, updatedAt } = conflict;
  return { documentId, kind, title, tenantId, asks, sides, updatedAt };
}

function conflictIn(world: World, documentId: string): ConflictDetail {
  const found = world.conflicts.find((conflict) => conflict.documentId === documentId);
  if (found === undefined) throw new ConsoleError('not-found', 'There is no such conflict.');
  return found;
}

function decide(world: World, ids: ReadonlySet<string>): void {
  const at = world.now().toISOString();
  for (const { tenantId } of world.conflicts.filter(({ documentId }) => ids.has(documentId))) {
    const tenant = world.tenants.find(({ id }) => id === tenantId);
    if (tenant === undefined) continue;
    world.audit = [
      auditOf('conflict_resolved', tenant, (world.counter += 1) + 50_000, at),
      ...world.audit,
    ];
  }
  world.conflicts = world.conflicts.filter(({ documentId }) => !ids.has(documentId));
  world.emit('conflicts.changed', { open: world.conflicts.length });
  world.emit('registry.changed', { revision: (world.counter += 1) });
}

/** The first side's edit goes on elsewhere, as while somebody looks at the conflict. */
function editElsewhere(world: World, documentId: string): void {
  world.conflicts = world.conflicts.map((conflict) =>
    conflict.documentId !== documentId
      ? conflict
      : {
          ...conflict,
          sideList: conflict.sideList.map((side) =>
            side.mine
              ? side
              : { ...side, rev: `9-${'d'.repeat(32)}`, updatedAt: world.now().toISOString() },
          ),
          fields: conflict.fields.map((field) =>
            field.path !== '/name'
              ? field
              : {
                  ...field,
                  values: field.values.map((value, index) =>
                    conflict.sideList[index]?.mine === true
                      ? value
                      : {
                          present: true,
                          value: `${typeof value.value === 'string' ? value.value : ''} (new)`,
                        },
                  ),
                },
          ),
        },
  );
}

/** Conflicts of the fake; `stale` in the scenario lets the first resolving meet another edit. */
export function fakeConflicts(world: World): ConsoleApi['conflicts'] {
  let stale = world.scenario.stale;
  const find = (search: string, kind: string | null) => {
    const sought = search.trim().toLowerCase();
    return world.conflicts.filter(
      (conflict) =>
        (kind === null || conflict.kind === kind) &&
        [conflict.title, conflict.documentId].some((text) => text.toLowerCase().includes(sought)),
    );
  };
  return {
    list: ({ search, kind, offset, limit }) => {
      const rows = find(search, kind);
      return Promise.resolve({
        rows: rows.slice(offset, offset + limit).map(rowOf),
        total: rows.length,
        kinds: [...new Set(world.conflicts.map((conflict) => conflict.kind))].sort(),
        mergedQuietly: world.scenario.merged,
      });
    },
    found: ({ search, kind }) =>
      Promise.resolve(find(search, kind).map(({ documentId }) => documentId)),
    get: ({ documentId }) => Promise.resolve(conflictIn(world, documentId)),
    resolve: async ({ documentId, revs, choices }) => {
      const conflict = conflictIn(world, documentId);
      await pause(world.scenario.pace * 20);
      if (stale) {
        stale = false;
        editElsewhere(world, documentId);
        throw new ConsoleError('conflict', 'Another edit of this document has arrived.');
      }
      if (conflict.sideList.some(({ rev }) => !revs.includes(rev)))
        throw new ConsoleError('conflict', 'Another edit of this document has arrived.');
      const open = conflict.asks.filter((path) => !choices.some((choice) => choice.path === path));
      if (open.length > 0) throw new ConsoleError('invalid-input', 'A choice is missing.');
      decide(world, new Set([documentId]));
      return { resolved: 1, left: [] };
    },
    resolveMany: async ({ documentIds, take }) => {
      await pause(world.scenario.pace * 40);
      const asked = documentIds.map((id) => conflictIn(world, id));
      const left = asked.filter(
        ({ sideList }) =>
          (take === 'theirs' && sideList.length > 2) ||
          (take === 'mine' && !sideList.some(({ mine }) => mine)),
      );
      const taken = asked.filter((conflict) => !left.includes(conflict));
      decide(world, new Set(taken.map(({ documentId }) => documentId)));
      return {
        resolved: taken.length,
        left: left.map(({ documentId, title }) => ({
          documentId,
          message:
            take === 'mine'
              ? `${title} was not edited on this device.`
              : `${title} has more than one other side.`,
        })),
      };
    },
  };
}
