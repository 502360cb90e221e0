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
