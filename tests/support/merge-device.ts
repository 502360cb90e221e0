import type { Command, CommandContext } from '../../src/shared/commands/command.ts';
import { resolveConflicts } from '../../src/shared/commands/resolve-conflicts.ts';
import { mergeConflict, mergesQuietly } from '../../src/shared/conflicts/conflict.ts';
import type { Conflict } from '../../src/shared/conflicts/conflict.ts';
import type { Choice, MergeResult } from '../../src/shared/conflicts/merge-result.ts';
import type { JsonObject } from '../../src/shared/conflicts/slot.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import { tenantDocumentId, type Tenant } from '../../src/shared/documents/tenant.ts';
import { readOtherLeaves } from '../../src/main/registry/conflict-leaves.ts';
import { safestEntry } from '../../src/shared/registry/safest-entry.ts';
import { readConflicts } from '../../src/main/registry/conflict-reader.ts';
import { documentFields } from '../../src/shared/registry/document-fields.ts';
import { readEntry } from '../../src/shared/registry/entry.ts';
import { executeCommand } from '../../src/main/registry/execute.ts';
import { createIndexState, type IndexState } from '../../src/main/registry/index-state.ts';
import { createRevisionTree, type RevisionTree } from './revision-tree.ts';

/** A laptop with the registry's own reading, editing and merging of one tenant, over a store in memory. */
export interface MergeDevice {
  readonly name: string;
  readonly tree: RevisionTree;
  readonly execute: <Result>(command: Command<Result>) => Promise<Result>;
  /** As its lists show it; null before it has heard of it. */
  readonly tenant: () => Promise<Tenant | null>;
  readonly conflict: () => Promise<{ conflict: Conflict; result: MergeResult } | null>;
  /** Merges where nobody has to be asked. */
  readonly merge: () => Promise<boolean>;
  readonly decide: (choices: ReadonlyMap<string, Choice>) => Promise<boolean>;
}

export function createMergeDevice(
  name: string,
  tenantId: string,
  context: () => CommandContext,
): MergeDevice {
  const id = tenantDocumentId(tenantId);
  const tree = createRevisionTree();
  const db = {
    leaves: () => Promise.resolve(tree.ends()),
    revision: (_: string, rev: string) => {
      const body = tree.body(rev);
      return Promise.resolve(body === null ? null : { ...body, _id: id, _rev: rev });
    },
    write: (documents: readonly Readonly<Record<string, unknown>>[]) =>
      Promise.resolve(
        documents
          .filter(({ _id }) => _id === id)
          .map((document) => {
            const parent = typeof document['_rev'] === 'string' ? document['_rev'] : null;
            const deleted = document['_deleted'] === true;
            return { id, rev: tree.write(parent, deleted, bodyOf(document, id)) };
          }),
      ),
  };

  async function index(): Promise<IndexState> {
    const state = createIndexState();
    state.put(shopBlueprint._id, readEntry(shopBlueprint._id, '1-a', shopBlueprint), []);
    const [winner, ...others] = tree.live();
    if (winner === undefined) return state;
    const revs = others.map(({ rev }) => rev);
    const doc = { ...winner.body, _id: id, _rev: winner.rev };
    const change = { id, seq: 1, changes: [{ rev: winner.rev }], doc };
    const leaves = await readOtherLeaves(db, [{ ...change, doc: { ...doc, _conflicts: revs } }]);
    const entry = readEntry(id, winner.rev, doc);
    const open = leaves.get(id);
    state.put(id, open === undefined ? entry : safestEntry(entry, open), revs);
    return state;
  }

  async function execute<Result>(command: Command<Result>): Promise<Result> {
    const state = await index();
    const entriesFor = () => Promise.resolve([]);
    return (await executeCommand({ command, context: context(), entriesFor, state, db })).result;
  }

  async function conflict() {
    const [found] = await readConflicts(db, [id]);
    return found === undefined ? null : { conflict: found, result: mergeConflict(found) };
  }

  async function resolve(result: MergeResult, by: 'person' | 'rules'): Promise<boolean> {
    const one = { id, kind: 'tenant', title: id, tenantId, result };
    const revs = () => tree.live().map(({ rev }) => rev);
    return (await execute(resolveConflicts([one], by, revs))).ended === 1;
  }

  return {
    name,
    tree,
    execute,
    tenant: async () => (await index()).snapshot().tenants.get(tenantId) ?? null,
    conflict,
    merge: async () => {
      const found = await conflict();
      if (found === null || !mergesQuietly(found.conflict, found.result)) return false;
      return resolve(found.result, 'rules');
    },
    decide: async (choices) => {
      const found = await conflict();
      if (found === null) return false;
      const result = mergeConflict(found.conflict, choices);
      return result.merged !== null && (await resolve(result, 'person'));
    },
  };
}

function bodyOf(document: Readonly<Record<string, unknown>>, id: string): JsonObject {
  return document['_deleted'] === true ? {} : { ...documentFields(document), _id: id };
}
