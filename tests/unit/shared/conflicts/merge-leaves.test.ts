import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeLeaves } from '../../../../src/shared/conflicts/merge-leaves.ts';
import type { MergeResult } from '../../../../src/shared/conflicts/merge-result.ts';
import { safestTenant } from '../../../../src/shared/conflicts/safest-tenant.ts';
import { slotText, type JsonObject } from '../../../../src/shared/conflicts/slot.ts';
import { tenantSchema, tenantState } from '../../../../src/shared/documents/tenant.ts';
import { parseRegistryDocument } from '../../../../src/shared/documents/registry-document.ts';
import { asObject, leavesOf, sampleConflict, times } from '../../../support/conflict-samples.ts';

const runs = { numRuns: 200 };

/** The document as bytes; what was merged into it, and its revision, left out where only content counts. */
function bytes(result: MergeResult): string {
  return JSON.stringify(result.merged);
}

function without(body: JsonObject | null, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(body ?? {}).filter(([key]) => !['merged_revs', ...keys].includes(key)),
  );
}

function idOf({ _id: id }: JsonObject): string {
  return typeof id === 'string' ? id : '';
}

function field(result: MergeResult, path: string) {
  const found = result.fields.find((one) => one.path === path);
  if (found === undefined) throw new Error(`no field ${path}`);
  return found;
}

describe('merging leaves, whatever they say', () => {
  it('does not depend on the order of the leaves', () => {
    fc.assert(
      fc.property(sampleConflict, fc.boolean(), ({ kind, base, sides }, known) => {
        const leaves = leavesOf(sides);
        const input = { kind, base: known ? base : null };
        const one = mergeLeaves({ ...input, leaves });
        const other = mergeLeaves({ ...input, leaves: [...leaves].reverse() });
        expect(other).toEqual(one);
        expect(bytes(other)).toBe(bytes(one));
      }),
      runs,
    );
  });

  it('changes nothing where the sides agree, but names what went in', () => {
    fc.assert(
      fc.property(sampleConflict, ({ kind, base, sides: [only = {}] }) => {
        const result = mergeLeaves({ kind, base, leaves: leavesOf([only, only]) });
        expect(result.asks).toEqual([]);
        expect(without(result.merged, 'merged_revs')).toEqual(without(only, 'merged_revs'));
        expect(result.merged?.['merged_revs']).toEqual(['2-a']);
      }),
      runs,
    );
  });

  it('yields the other side where one is still what they departed from, or asks about wider access', () => {
    fc.assert(
      fc.property(sampleConflict, ({ kind, base, sides: [edited = {}] }) => {
        const result = mergeLeaves({ kind, base, leaves: leavesOf([base, edited]) });
        for (const path of result.asks) expect(field(result, path).rule).toBe('access');
        if (result.merged === null || kind === 'revocation') return;
        const stamps = ['updatedAt', 'updatedBy', 'generation', 'epoch', 'version', 'purgedAt'];
        const sorted = (body: JsonObject) => slotText({ present: true, value: body });
        if (kind === 'override') return; // The order of its lists says nothing.
        if (kind === 'account' || kind === 'api_key') stamps.push('previous', 'scopes');
        expect(sorted(without(result.merged, ...stamps))).toBe(sorted(without(edited, ...stamps)));
      }),
      runs,
    );
  });

  it('never gives more access than the narrowest leaf, and lets no counter fall', () => {
    fc.assert(
      fc.property(
        asObject('tenant'),
        fc.array(asObject('tenant'), { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        (base, sides, known) => {
          const leaves = leavesOf(sides);
          const { merged } = mergeLeaves({ kind: 'tenant', base: known ? base : null, leaves });
          if (merged === null) return;
          const result = tenantSchema.parse(merged);
          const tenants = leaves.map(({ rev, body }) => tenantSchema.parse({ ...body, _rev: rev }));
          if (tenants.some((one) => tenantState(one) !== 'active')) {
            expect(tenantState(result)).not.toBe('active');
          }
          const [winner, ...others] = tenants;
          if (winner === undefined) throw new Error('no winner');
          const safest = safestTenant(winner, others);
          for (const name of ['enabled', 'readOnly', 'generation', 'epoch'] as const) {
            expect(result[name]).toBe(safest[name]);
          }
          for (const name of ['archivedAt', 'deletedAt', 'purgedAt'] as const) {
            expect(result[name] === null).toBe(safest[name] === null);
          }
        },
      ),
      runs,
    );
  });

  it('loses nothing that one side alone has changed', () => {
    fc.assert(
      fc.property(sampleConflict, ({ kind, base, sides }) => {
        const result = mergeLeaves({ kind, base, leaves: leavesOf(sides) });
        for (const { path, values, base: before, taken, rule, verdict } of result.fields) {
          if (!before.known || ['unit', 'counter', 'final'].includes(rule)) continue;
          const was = slotText(before.slot);
          const changed = [...new Set(values.map(slotText))].filter((text) => text !== was);
          if (changed.length !== 1 || path.includes('security') || path.includes('databases')) {
            continue;
          }
          expect(taken === null ? 'asked' : slotText(taken)).toBe(
            verdict === 'ask' ? 'asked' : changed[0],
          );
        }
      }),
      runs,
    );
  });

  it('makes documents that are whole', () => {
    fc.assert(
      fc.property(sampleConflict, fc.boolean(), ({ kind, base, sides }, known) => {
        const { merged } = mergeLeaves({
          kind,
          base: known ? base : null,
          leaves: leavesOf(sides),
        });
        if (merged === null) return;
        expect(parseRegistryDocument(idOf(merged), merged).outcome).toBe('document');
      }),
      runs,
    );
  });

  it('comes to the same from merges of merges, in whatever order they met', () => {
    fc.assert(
      fc.property(sampleConflict, ({ kind, base, sides: [a = {}, b = {}, c = base] }) => {
        const [one, two, three] = leavesOf([a, b, c]);
        if (one === undefined || two === undefined || three === undefined) throw new Error('leaf');
        const first = mergeLeaves({ kind, base, leaves: [one, two] });
        const second = mergeLeaves({ kind, base, leaves: [two, three] });
        if (first.merged === null || second.merged === null) return;
        const left = mergeLeaves({
          kind,
          base,
          leaves: [{ rev: '3-x', body: first.merged, deleted: false }, three],
        });
        const right = mergeLeaves({
          kind,
          base,
          leaves: [one, { rev: '3-y', body: second.merged, deleted: false }],
        });
        if (left.merged === null || right.merged === null) return;
        const meeting = [
          { rev: '4-x', body: left.merged, deleted: false },
          { rev: '4-y', body: right.merged, deleted: false },
        ];
        const met = mergeLeaves({ kind, base, leaves: meeting });
        // Both know all three edits, so nothing of them is left to decide.
        const open = met.fields.filter(
          ({ verdict, path }) => verdict === 'ask' && !path.startsWith('/security'),
        );
        expect(open).toEqual([]);
      }),
      runs,
    );
  });
});

const tenant = fc.sample(asObject('tenant'), { numRuns: 1, seed: 7 })[0] ?? {};
const base: JsonObject = {
  ...tenant,
  name: 'Base',
  enabled: true,
  readOnly: false,
  archivedAt: null,
  deletedAt: null,
  purgedAt: null,
  generation: 4,
  updatedAt: times[0],
  updatedBy: 'anna',
};

describe('merging tenants', () => {
  it('takes different fields from both sides, and fields nobody here knows', () => {
    const result = mergeLeaves({
      kind: 'tenant',
      base,
      leaves: leavesOf([
        { ...base, name: 'New', updatedAt: times[1] },
        {
          ...base,
          description: 'Text of Ben',
          newerField: { a: [1] },
          updatedAt: times[2],
          updatedBy: 'ben',
        },
      ]),
    });
    expect(result.asks).toEqual([]);
    expect(result.merged).toMatchObject({
      name: 'New',
      description: 'Text of Ben',
      newerField: { a: [1] },
      updatedAt: times[2],
      updatedBy: 'ben',
      merged_revs: ['2-a'],
    });
    expect(field(result, '/name')).toMatchObject({ verdict: 'one-side' });
  });

  it('asks about the same field, and takes what was chosen', () => {
    const input = {
      kind: 'tenant',
      base,
      leaves: leavesOf([
        { ...base, name: 'A' },
        { ...base, name: 'B' },
      ]),
    };
    const asked = mergeLeaves(input);
    expect(asked).toMatchObject({ asks: ['/name'], merged: null });
    expect(field(asked, '/name')).toMatchObject({ taken: null, verdict: 'ask' });
    const side = mergeLeaves({ ...input, choices: new Map([['/name', { side: '2-a' }]]) });
    expect(side.merged).toMatchObject({ name: 'A' });
    const other = mergeLeaves({ ...input, choices: new Map([['/name', { value: 'C' }]]) });
    expect(other.merged).toMatchObject({ name: 'C' });
  });

  it('merges the configuration by field', () => {
    const from = { ...base, configuration: { a: 1, 'b/c': { x: 1 } } };
    const result = mergeLeaves({
      kind: 'tenant',
      base: from,
      leaves: leavesOf([
        { ...from, configuration: { a: 2, 'b/c': { x: 1, y: 2 } } },
        { ...from, configuration: { 'b/c': { x: 1 }, d: 4 } },
        { ...from, configuration: { a: 1, 'b/c': { x: 3 } } },
      ]),
    });
    expect(result.asks).toEqual(['/configuration/a']);
    expect(field(result, '/configuration/b~1c/x').taken?.value).toBe(3);
    expect(field(result, '/configuration/d').taken?.value).toBe(4);
  });

  it('suspends with whoever suspended, and asks where one side alone would activate', () => {
    const suspended = { ...base, enabled: false, generation: 5, epoch: 3 };
    const safer = mergeLeaves({
      kind: 'tenant',
      base,
      leaves: leavesOf([suspended, { ...base, name: 'New', generation: 4 }]),
    });
    expect(safer.merged).toMatchObject({ enabled: false, name: 'New', generation: 5, epoch: 3 });
    const wider = mergeLeaves({
      kind: 'tenant',
      base: suspended,
      leaves: leavesOf([
        { ...suspended, enabled: true, generation: 6 },
        { ...suspended, name: 'X' },
      ]),
    });
    expect(wider.asks).toEqual(['/enabled']);
  });

  it('does not count a side that was decided over', () => {
    const suspended = { ...base, enabled: false };
    const leaves = [
      { rev: '3-w', body: { ...base, enabled: true, access_seen: ['2-l'] }, deleted: false },
      { rev: '2-l', body: suspended, deleted: false },
    ];
    const result = mergeLeaves({ kind: 'tenant', base, leaves });
    expect(result.asks).toEqual([]);
    expect(result.merged).toMatchObject({ enabled: true });
    expect(result.accessChosen).toBe(false);
  });

  it('asks, without an ancestor, whatever has no safer side', () => {
    const result = mergeLeaves({
      kind: 'tenant',
      base: null,
      leaves: leavesOf([
        { ...base, name: 'A', readOnly: true },
        { ...base, generation: 9 },
      ]),
    });
    expect(result).toMatchObject({ asks: ['/name'], needsBase: true });
    expect(field(result, '/readOnly')).toMatchObject({ verdict: 'safer', taken: { value: true } });
    expect(field(result, '/generation')).toMatchObject({ verdict: 'safer', taken: { value: 9 } });
  });

  it('counts ancestors that contradict each other as unknown', () => {
    const leaves = leavesOf([
      { ...base, name: 'A' },
      { ...base, name: 'B' },
    ]);
    const result = mergeLeaves({
      kind: 'tenant',
      base: { ...base, name: 'A' },
      furtherBases: [{ ...base, name: 'B' }],
      leaves,
    });
    expect(result.asks).toEqual(['/name']);
  });

  it('asks whether somebody is withdrawn where one ancestor was withdrawn and another was not', () => {
    const gone = { ...base, deletedAt: '2026-03-05T00:00:00.000Z' };
    // Merged crosswise: a restore that knew of the removal, and a merge that knew of neither.
    const result = mergeLeaves({
      kind: 'tenant',
      base: gone,
      furtherBases: [base],
      leaves: leavesOf([gone, { ...base, generation: 3 }]),
    });
    expect(result).toMatchObject({ asks: ['/deletedAt'], merged: null });
    const choices = new Map([['/deletedAt', { value: null }]]);
    const decided = mergeLeaves({
      kind: 'tenant',
      base: gone,
      furtherBases: [base],
      leaves: leavesOf([gone, { ...base, generation: 3 }]),
      choices,
    });
    expect(decided).toMatchObject({ accessChosen: true, merged: { deletedAt: null } });
  });

  it('lets a tombstone win over no edit', () => {
    const [live, other] = leavesOf([{ ...base, name: 'A' }, base]);
    if (live === undefined || other === undefined) throw new Error('leaf');
    const result = mergeLeaves({
      kind: 'tenant',
      base,
      leaves: [{ ...other, rev: '9-z', deleted: true, body: {} }, live],
    });
    expect(result.sides).toEqual([live]);
    expect(result.merged).toMatchObject({ name: 'A' });
  });
});

describe('merging other kinds', () => {
  it('takes out of an override what one side took out, and asks what one side adds', () => {
    const [sample = {}] = fc.sample(asObject('override'), { numRuns: 1, seed: 3 });
    const lists = (names: readonly string[]) => ({
      ...sample,
      security: { admins: { names: [], roles: [] }, members: { names: [...names], roles: [] } },
    });
    const both = (one: readonly string[], other: readonly string[]) =>
      mergeLeaves({
        kind: 'override',
        base: lists(['ann', 'ben']),
        leaves: leavesOf([lists(one), lists(other)]),
      });
    const path = '/security/members/names';
    expect(field(both(['ann'], ['ben', 'ann']), path).taken?.value).toEqual(['ann']);
    expect(field(both(['ann'], ['ben']), path).taken?.value).toEqual([]);
    expect(both(['ann', 'ben', 'cai'], ['ben', 'ann']).asks).toEqual([path]);
    expect(both(['ben', 'ann'], ['ann', 'ben']).asks).toEqual([]);
  });

  it('takes an account’s credential as one, of the latest rotation, and shows no hash', () => {
    const accounts = fc.sample(asObject('account'), { numRuns: 60, seed: 5 });
    const pick = (rotatedAt: string) =>
      accounts.find((one) => one['rotatedAt'] === rotatedAt) ?? {};
    const [first, second, third] = times.map(pick);
    const result = mergeLeaves({
      kind: 'account',
      base: first ?? {},
      leaves: leavesOf([third ?? {}, second ?? {}]),
    });
    expect(field(result, '/credential_id')).toMatchObject({ verdict: 'safer', rule: 'unit' });
    expect(JSON.stringify(result.fields)).not.toContain('sha256');
    if (result.merged !== null) {
      for (const name of ['username', 'credential_id', 'hash', 'rotatedAt']) {
        expect(result.merged[name]).toEqual(third?.[name]);
      }
    }
  });

  it('asks about a document of a kind it does not know as a whole', () => {
    const leaves = leavesOf([
      { _id: 'x', a: 1 },
      { _id: 'x', b: 2 },
    ]);
    const result = mergeLeaves({ kind: 'unknown-kind', base: { _id: 'x' }, leaves });
    expect(result.asks).toEqual(['']);
    const chosen = mergeLeaves({
      kind: 'unknown-kind',
      base: null,
      leaves,
      choices: new Map([['', { side: '2-a' }]]),
    });
    expect(chosen.merged).toMatchObject({ _id: 'x', a: 1 });
  });
});
