import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentSelection } from '../../../../src/shared/planning/agent-selection.ts';
import { confirmationNeed } from '../../../../src/shared/planning/confirmation.ts';
import type { Operation, OperationCause } from '../../../../src/shared/planning/plan.ts';
import type { SecurityObject } from '../../../../src/shared/planning/security-object.ts';
import type { ServerMarks } from '../../../../src/shared/documents/server.ts';

const marks = (some: Partial<ServerMarks>): ServerMarks => ({
  production: false,
  readOnly: false,
  agentApplies: 'corrections',
  ...some,
});
const base = (id: string, cause: OperationCause, after: readonly string[]) => ({
  id,
  cause,
  after,
  tenantId: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
  tenantKey: 'acme',
  target: id,
});
const members = (...roles: readonly string[]): SecurityObject => ({
  admins: { names: [], roles: ['_admin'] },
  members: { names: [], roles },
});
const create = (id: string, cause: OperationCause = 'edit', after: readonly string[] = []) =>
  ({ ...base(id, cause, after), kind: 'database.create', q: 1 }) satisfies Operation;
const security = (id: string, cause: OperationCause, withdraws: boolean, after: string[] = []) =>
  ({
    ...base(id, cause, after),
    kind: 'security.write',
    before: {
      ...members('_admin', ...(withdraws ? ['old'] : [])),
      markerBroken: false,
      otherKeys: [],
    },
    body: members('_admin', 'new'),
  }) satisfies Operation;
const remove = (id: string) =>
  ({ ...base(id, 'edit', []), kind: 'database.delete', documents: 7 }) satisfies Operation;

describe('what an agent applies by itself', () => {
  const plan = [create('a'), create('b', 'drift'), security('s', 'edit', true), remove('d')];

  it('is nothing unless the server allows it', () => {
    expect(agentSelection(plan, marks({ agentApplies: 'nothing' }))).toEqual({
      operationIds: [],
      left: 4,
    });
    expect(agentSelection(plan, marks({ readOnly: true })).operationIds).toEqual([]);
  });

  it('is what somebody edited, and with corrections what was changed by hand', () => {
    expect(agentSelection(plan, marks({ agentApplies: 'edits' })).operationIds).toEqual(['a', 's']);
    expect(agentSelection(plan, marks({})).operationIds).toEqual(['a', 'b', 's']);
  });

  it('is nothing on a production server that a person would have to confirm', () => {
    expect(agentSelection(plan, marks({ production: true }))).toEqual({
      operationIds: ['a', 'b'],
      left: 2,
    });
  });

  it('is nothing that needs what it may not do, however far away', () => {
    const chain = [
      create('a', 'drift'),
      security('b', 'edit', false, ['a']),
      create('c', 'edit', ['b']),
      create('free'),
    ];
    expect(agentSelection(chain, marks({ agentApplies: 'edits' })).operationIds).toEqual(['free']);
  });

  it('never deletes, never asks, and is closed, whatever the plan', () => {
    const anyPlan = fc
      .array(fc.record({ kind: fc.nat(3), drift: fc.boolean(), needs: fc.array(fc.nat(20)) }), {
        maxLength: 20,
      })
      .map((entries) =>
        entries.map(({ kind, drift, needs }, index): Operation => {
          const cause = drift ? 'drift' : 'edit';
          const after = needs.filter((at) => at < index).map(String);
          if (kind === 0) return remove(String(index));
          if (kind === 1) return create(String(index), cause, after);
          return security(String(index), cause, kind === 2, after);
        }),
      );
    const anyMarks = fc.record<ServerMarks>({
      production: fc.boolean(),
      readOnly: fc.boolean(),
      agentApplies: fc.constantFrom('nothing', 'edits', 'corrections'),
    });
    fc.assert(
      fc.property(anyPlan, anyMarks, (operations, given) => {
        const { operationIds, left } = agentSelection(operations, given);
        const chosen = operations.filter(({ id }) => operationIds.includes(id));
        const server = { name: 'Live', production: given.production };
        expect(chosen.some(({ kind }) => kind === 'database.delete')).toBe(false);
        expect(confirmationNeed({ purpose: 'provision', operations: chosen }, server)).toBeNull();
        expect(chosen.flatMap(({ after }) => after).every((id) => operationIds.includes(id))).toBe(
          true,
        );
        expect(chosen.length + left).toBe(operations.length);
      }),
    );
  });
});
