import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/shared/canonical-json.ts';
import { compareRevs } from '../../src/shared/conflicts/compare-revs.ts';
import type { JsonObject } from '../../src/shared/conflicts/slot.ts';
import type { TreeEnd } from '../../src/main/registry/conflict-tree.ts';

interface Revision {
  readonly parent: string | null;
  readonly deleted: boolean;
  /** Null: known by its name alone, as what came before a replicated leaf is. */
  body: JsonObject | null;
}

/** The revisions of one document in one store, in memory. */
export interface RevisionTree {
  /** @returns the revision that is made; the same content on the same parent makes the same one */
  readonly write: (parent: string | null, deleted: boolean, body: JsonObject) => string;
  readonly body: (rev: string) => JsonObject | null;
  /** All ends, deleted ones included. */
  readonly ends: () => readonly TreeEnd[];
  /** Live ends, the winner first. */
  readonly live: () => readonly TreeEnd[];
  /** Takes over what the other one has, as replication does: leaves with bodies, and the names before them. */
  readonly pull: (other: RevisionTree) => void;
}

export function createRevisionTree(): RevisionTree {
  const revisions = new Map<string, Revision>();

  function chain(rev: string): readonly string[] {
    const parent = revisions.get(rev)?.parent ?? null;
    return parent === null ? [rev] : [rev, ...chain(parent)];
  }

  function ends(): readonly TreeEnd[] {
    const parents = new Set([...revisions.values()].map(({ parent }) => parent));
    return [...revisions]
      .filter(([rev]) => !parents.has(rev))
      .map(([rev, { deleted, body }]) => ({ rev, chain: chain(rev), deleted, body: body ?? {} }))
      .sort((a, b) => compareRevs(a.rev, b.rev));
  }

  return {
    write: (parent, deleted, body) => {
      const generation = Number.parseInt(parent ?? '0', 10) + 1;
      const content = JSON.stringify([parent, deleted, canonicalJson(body)]);
      const rev = `${String(generation)}-${createHash('md5').update(content).digest('hex')}`;
      revisions.set(rev, { parent, deleted, body });
      return rev;
    },
    body: (rev) => revisions.get(rev)?.body ?? null,
    ends,
    live: () => ends().filter(({ deleted }) => !deleted),
    pull: (other) => {
      for (const { rev, chain: names, deleted, body } of other.ends()) {
        if (revisions.has(rev)) continue;
        names.forEach((name, at) => {
          if (revisions.has(name)) return;
          const parent = names[at + 1] ?? null;
          revisions.set(name, { parent, deleted: at === 0 && deleted, body: null });
        });
        const leaf = revisions.get(rev);
        if (leaf !== undefined) leaf.body = body;
      }
    },
  };
}
