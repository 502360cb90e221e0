import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { importProblems, importTenants } from '../../../../src/shared/commands/import-tenants.ts';
import { shopBlueprint } from '../../../../src/shared/documents/blueprint.ts';
import {
  sampleContext,
  sampleCredentials,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';

function row(line: number, key: string, name: string) {
  return { line, key, name, tenantId: randomUUID(), credentials: sampleCredentials() };
}

describe('importing tenants', () => {
  it('creates all', () => {
    const outcome = importTenants({
      blueprint: 'blueprint_shop',
      tenants: [row(2, 'one', ' One '), row(3, 'two', 'Two')],
    })(sampleState().snapshot(), sampleContext);
    expect(outcome.result).toMatchObject({ created: 2, problems: [] });
    expect(outcome.documents).toHaveLength(6);
    expect(outcome.documents[0]).toMatchObject({ key: 'one', name: 'One' });
    expect(outcome.audit).toHaveLength(2);
  });

  it('creates none where one line is wrong, and names every such line', () => {
    const state = sampleState();
    store(state, createTenant(sampleTenant('taken'))(state.snapshot(), sampleContext));
    const outcome = importTenants({
      blueprint: 'blueprint_shop',
      tenants: [
        row(2, 'good', 'Good'),
        row(3, 'Bad', 'Bad'),
        row(4, 'taken', 'Taken'),
        row(5, 'good', 'Again'),
        row(6, 'nameless', ''),
      ],
    })(state.snapshot(), sampleContext);
    expect(outcome.documents).toEqual([]);
    expect(outcome.audit).toEqual([]);
    expect(outcome.result.created).toBe(0);
    expect(outcome.result.problems.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
    expect(outcome.result.problems[2]?.message).toContain('line 2');
  });

  it('T4: makes the owners of the lines, each person once, and names the lines of who cannot be', () => {
    const state = sampleState();
    const owned = (line: number, key: string, owner: string) => ({ ...row(line, key, key), owner });
    const outcome = importTenants({
      blueprint: 'blueprint_shop',
      tenants: [
        owned(2, 'one', 'anna@example.org'),
        owned(3, 'two', 'Anna@EXAMPLE.org'),
        row(4, 'three', 'Three'),
      ],
    })(state.snapshot(), sampleContext);
    const kinds = outcome.documents.map(({ type }) => type);
    expect(kinds.filter((kind) => kind === 'user')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'membership')).toHaveLength(2);
    const snapshot = store(state, outcome);
    expect([...snapshot.tenants.values()].map(({ owner_email }) => owner_email).toSorted()).toEqual(
      ['anna@example.org', 'anna@example.org', null],
    );
    const [user] = [...snapshot.users.values()];
    if (user === undefined) throw new Error('nobody was made');
    const removed = new Map([[user.user_id, { ...user, deletedAt: sampleContext.now }]]);
    expect(
      importProblems(
        { ...snapshot, users: removed },
        [
          { line: 2, key: 'four', name: 'Four', owner: 'anna@example.org' },
          { line: 3, key: 'five', name: 'Five', owner: 'nobody' },
          { line: 4, key: 'six', name: 'Six' },
        ],
        shopBlueprint,
      ).map(({ line }) => line),
    ).toEqual([2, 3]);
  });

  it('passes on what could not be read', () => {
    const problems = importProblems(
      sampleState().snapshot(),
      [
        { line: 7, unreadable: 'Three columns.' },
        { line: 8, key: 'ok', name: 'Ok' },
      ],
      shopBlueprint,
    );
    expect(problems).toEqual([{ line: 7, message: 'Three columns.' }]);
  });
});
