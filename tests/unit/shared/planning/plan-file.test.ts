import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlanFile, planFile } from '../../../../src/shared/planning/plan-file.ts';
import type { Plan } from '../../../../src/shared/planning/plan.ts';
import { arbitraryPlan } from '../../../support/arbitrary-plan.ts';
import { errorOf } from '../../../support/error-of.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const printed = (plan: Plan): string => planFile(plan, sha256);
const read = (text: string): Plan => parsePlanFile(text, sha256);

const empty: Plan = {
  purpose: 'provision',
  id: 'p',
  madeAt: '2026-03-01T00:00:00.000Z',
  couchdbUuid: 'c',
  registrySeq: 7,
  operations: [],
  refusals: [],
  unmanagedDatabases: [],
  tenants: 0,
  requests: 4,
  milliseconds: 1.5,
  drift: [],
  wishes: {},
};

describe('a plan in a file', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        expect(read(printed(plan))).toEqual(plan);
      }),
    );
  });

  it('is one text for one plan, however its objects were made', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        const turned = Object.fromEntries(Object.entries(plan).reverse());
        expect(printed({ ...empty, ...turned })).toBe(printed(plan));
        expect(printed(read(printed(plan)))).toBe(printed(plan));
      }),
    );
  });

  it('is refused after any change of a character that matters', () => {
    fc.assert(
      fc.property(arbitraryPlan, fc.nat(), (plan, at) => {
        const lines = printed(plan).split('\n');
        const index = at % (lines.length - 1);
        const changed = [...lines.slice(0, index), ...lines.slice(index + 1)].join('\n');
        expect(errorOf(() => read(changed)).code).toBe('invalid-input');
      }),
    );
  });

  it('tells what is wrong with it', () => {
    const said = (text: string) => errorOf(() => read(text)).message;
    const foreign = 'This is not a plan of the console.';
    expect(said('')).toBe(foreign);
    expect(said('\u0000\u0001')).toBe(foreign);
    expect(said('[]')).toBe(foreign);
    expect(said('{"format":"other","version":1}')).toBe(foreign);
    const text = printed(empty);
    expect(said(text.replace('"version": 1', '"version": 2'))).toMatch(/^A newer version/);
    expect(said(text.replace('"tenants": 0', '"tenants": "0"'))).toBe(
      'The plan is damaged at plan.tenants.',
    );
    expect(said(text.replace('"tenants": 0', '"tenants": 1'))).toBe(
      'The plan was changed after it was saved.',
    );
    expect(said(text.replace('"tenants": 0', '"tenants": 0, "more": 1'))).toMatch(/damaged/);
    expect(said(text.slice(0, -20))).toBe(foreign);
  });

  it('is refused where an operation stands twice or before one that it needs', () => {
    const create = {
      kind: 'database.create',
      id: 'database.create a',
      target: 'a',
      q: 1,
      tenantId: '8c0d8d4e-6a1b-4d3f-8f43-2f7a3c9d2f10',
      tenantKey: 'oak',
      after: [],
      cause: 'edit',
    } as const;
    const twice = printed({ ...empty, operations: [create, create] });
    const early = printed({ ...empty, operations: [{ ...create, after: ['later'] }] });
    for (const text of [twice, early]) {
      expect(errorOf(() => read(text)).message).toMatch(/damaged at database\.create a/);
    }
  });
});
