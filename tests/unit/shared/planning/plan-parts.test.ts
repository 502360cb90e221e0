import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePlans } from '../../../../src/shared/planning/compare-plans.ts';
import { confirmPlan } from '../../../../src/shared/planning/confirm-plan.ts';
import type { Plan } from '../../../../src/shared/planning/plan.ts';
import { selectOperations } from '../../../../src/shared/planning/select-operations.ts';
import { arbitraryPlan } from '../../../support/arbitrary-plan.ts';
import { errorOf } from '../../../support/error-of.ts';

const idsOf = (plan: Plan): readonly string[] => plan.operations.map(({ id }) => id);
/** A plan with some of its operations chosen. */
const chosenOf = arbitraryPlan.chain((plan) =>
  fc.tuple(fc.constant(plan), fc.subarray([...idsOf(plan)])),
);

describe('a selection of operations', () => {
  it('is closed over what they need, in the order of the plan, and nothing more', () => {
    fc.assert(
      fc.property(chosenOf, ([plan, chosen]) => {
        const { plan: part, operationIds, added } = selectOperations(plan, chosen);
        const kept = new Set(operationIds);
        expect(idsOf(part)).toEqual(operationIds);
        expect(operationIds).toEqual(idsOf(plan).filter((id) => kept.has(id)));
        for (const id of chosen) expect(kept.has(id)).toBe(true);
        for (const { after } of part.operations) {
          for (const id of after) expect(kept.has(id)).toBe(true);
        }
        // Minimal: each added one is needed by another of the selection.
        for (const id of added) {
          expect(chosen).not.toContain(id);
          expect(part.operations.some(({ after }) => after.includes(id))).toBe(true);
        }
        expect(operationIds).toHaveLength(chosen.length + added.length);
      }),
    );
  });

  it('adds nothing when made again, and is all of the plan when all is chosen', () => {
    fc.assert(
      fc.property(chosenOf, ([plan, chosen]) => {
        const once = selectOperations(plan, chosen);
        const again = selectOperations(once.plan, once.operationIds);
        expect(again).toEqual({ ...once, added: [] });
        expect(selectOperations(plan, idsOf(plan)).plan.operations).toEqual(plan.operations);
      }),
    );
  });

  it('refuses an operation that the plan lacks', () => {
    fc.assert(
      fc.property(arbitraryPlan, fc.constantFrom('', '__proto__', 'constructor'), (plan, id) => {
        expect(errorOf(() => selectOperations(plan, [id])).code).toBe('invalid-input');
      }),
    );
  });
});

describe('two plans beside each other', () => {
  it('differ in nothing where they are one', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        const { added, removed, changed, unchanged } = comparePlans(plan, plan);
        expect({ added, removed, changed }).toEqual({ added: [], removed: [], changed: [] });
        expect(unchanged).toBe(plan.operations.length);
      }),
    );
  });

  it('account for every operation of both, and turn around with them', () => {
    fc.assert(
      fc.property(arbitraryPlan, arbitraryPlan, fc.nat(), (one, other, from) => {
        const shared = one.operations.slice(from % (one.operations.length + 1));
        const ids = new Set(shared.map(({ id }) => id));
        const later = {
          ...other,
          operations: [
            ...shared.map((operation, index) =>
              index === 0 ? { ...operation, tenantKey: `${operation.tenantKey}!` } : operation,
            ),
            ...other.operations.filter(({ id }) => !ids.has(id)),
          ],
        };
        const there = comparePlans(one, later);
        const back = comparePlans(later, one);
        const { added, removed, changed, unchanged } = there;
        expect(added.length + changed.length + unchanged).toBe(later.operations.length);
        expect(removed.length + changed.length + unchanged).toBe(one.operations.length);
        expect(back.added).toEqual(removed);
        expect(new Set(back.removed)).toEqual(new Set(added));
        expect(changed.length).toBeGreaterThanOrEqual(shared.length === 0 ? 0 : 1);
      }),
    );
  });
});

describe('a saved plan that is to be applied', () => {
  it('is confirmed by the same plan made now, at another time and with other costs', () => {
    fc.assert(
      fc.property(arbitraryPlan, (saved) => {
        const now = { ...saved, id: 'now', madeAt: '2100-01-01T00:00:00.000Z', requests: 1 };
        expect(confirmPlan(saved, now)).toEqual({ ...saved, requests: 1 });
      }),
    );
  });

  it('asks for nothing that is done by now, and for nothing that was not reviewed', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        const first = plan.operations[0];
        if (first === undefined) return;
        const done = {
          ...plan,
          operations: plan.operations
            .slice(1)
            .map((one) => ({ ...one, after: one.after.filter((id) => id !== first.id) })),
        };
        expect(idsOf(confirmPlan(plan, done))).toEqual(idsOf(done));
        const more = { ...first, id: 'database.create new' };
        const grown = { ...plan, operations: [more, ...plan.operations] };
        expect(idsOf(confirmPlan(plan, grown))).toEqual(idsOf(plan));
        const needed = {
          ...plan,
          operations: [more, { ...first, after: [more.id] }, ...plan.operations.slice(1)],
        };
        expect(errorOf(() => confirmPlan(plan, needed)).code).toBe('plan-stale');
      }),
    );
  });

  it('is stale where something would be done otherwise, or the registry has changed', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        const wanted = { ...plan, wishes: { ...plan.wishes, more: 'x' } };
        expect(errorOf(() => confirmPlan(plan, wanted)).code).toBe('plan-stale');
        for (const [index, operation] of plan.operations.entries()) {
          const otherwise = { ...operation, target: `${operation.target}!` };
          const changed = { ...plan, operations: plan.operations.with(index, otherwise) };
          expect(errorOf(() => confirmPlan(plan, changed)).code).toBe('plan-stale');
        }
      }),
    );
  });

  it('bears that the server gave a user another revision, as it does at a login', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        const operations = plan.operations.map((operation) =>
          operation.kind === 'user.write' && operation.rev !== null
            ? { ...operation, rev: `${operation.rev}1` }
            : operation,
        );
        expect(confirmPlan(plan, { ...plan, operations }).operations).toEqual(operations);
      }),
    );
  });
});
