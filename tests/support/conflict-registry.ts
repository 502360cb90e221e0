import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Command } from '../../src/shared/commands/command.ts';
import type { Conflict } from '../../src/shared/conflicts/conflict.ts';
import type { IndexedDocument } from '../../src/shared/documents/registry-document.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { jsonSchema } from '../../src/shared/json.ts';
import { fleetTenant } from './fleet.ts';
import { sampleState } from './registry-samples.ts';
import { testDigest } from './test-digest.ts';

const nothing: (ids: readonly string[]) => void = () => undefined;

const bodyOf = (document: object) =>
  z.record(z.string(), jsonSchema).parse(structuredClone(document));

/** A registry that has nothing but conflicts of tenants, in memory. */
export function conflictRegistry() {
  const conflicts = new Map<string, Conflict>();
  const revs = new Map<string, readonly string[]>();
  const winners = new Map<string, IndexedDocument>();
  const snapshot = sampleState().snapshot();
  let revision = 0;
  const made = {
    /** Commands that were run, by how many documents each ended. */
    writes: new Array<number>(),
    reads: new Array<string>(),
    /** Called before a write; may throw, or change what is there. */
    beforeWrite: nothing,
    /** Two sides of a tenant meet. */
    meet: (key: string, one: Partial<Tenant>, other: Partial<Tenant>, round = 2): string => {
      const base = fleetTenant(key);
      const sides = [one, other].map((fields, side) => ({
        rev: `${String(round)}-${key}-${String(side)}`,
        body: bodyOf({ ...base, ...fields }),
        deleted: false,
      }));
      const body = bodyOf(base);
      conflicts.set(base._id, {
        id: base._id,
        leaves: sides,
        origin: { known: 'here', bases: [body], accessBases: [body] },
      });
      revs.set(
        base._id,
        sides.map(({ rev }) => rev),
      );
      winners.set(base._id, { ...base, ...one, _rev: sides[0]?.rev ?? '' });
      revision += 1;
      return base._id;
    },
    /** Another edit arrives: the leaves are others. */
    move: (id: string) => {
      revs.set(id, [...(revs.get(id) ?? [])].reverse());
      revision += 1;
    },
    end: (id: string) => {
      conflicts.delete(id);
      revs.delete(id);
      revision += 1;
    },
    registry: {
      revision: () => revision,
      snapshot: () => snapshot,
      execute: <Result>(command: Command<Result>): Promise<Result> => {
        const context = {
          now: '2026-05-05T05:05:05.000Z',
          actor: 'anna',
          uuid: randomUUID,
          digest: testDigest,
        };
        const { resolutions = [], result } = command(snapshot, context);
        const ids = resolutions.map(({ id }) => id);
        try {
          made.beforeWrite(ids);
        } catch (error) {
          return Promise.reject(error instanceof Error ? error : new Error('thrown'));
        }
        made.writes.push(ids.length);
        for (const id of ids) made.end(id);
        return Promise.resolve(result);
      },
      conflicts: {
        all: (): ReadonlyMap<string, readonly string[]> => revs,
        winner: (id: string) => {
          const document = winners.get(id) ?? null;
          return { kind: document?.type ?? 'unknown-kind', document };
        },
        read: (ids: readonly string[]) => {
          made.reads.push(...ids);
          return Promise.resolve(ids.flatMap((id) => conflicts.get(id) ?? []));
        },
        ownEdit: () => null,
      },
    },
  };
  return made;
}
