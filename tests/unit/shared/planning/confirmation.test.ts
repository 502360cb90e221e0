import { describe, expect, it } from 'vitest';
import {
  confirmationNeed,
  isDestructive,
  requireConfirmation,
} from '../../../../src/shared/planning/confirmation.ts';
import type { Operation, WriteSecurity, WriteUser } from '../../../../src/shared/planning/plan.ts';
import type { ObservedSecurity } from '../../../../src/shared/planning/security-object.ts';

const base = { tenantId: 'id', tenantKey: 'oak', after: [], cause: 'edit' as const };
const staging = { name: 'couch.test', production: false };
const production = { name: 'couch.test', production: true };

function security(before: readonly string[] | null, after: readonly string[]): WriteSecurity {
  const admins = { names: [], roles: ['_admin'] };
  const seen = (roles: readonly string[]): ObservedSecurity => ({
    admins,
    members: { names: [], roles },
    markerBroken: false,
    otherKeys: [],
  });
  return {
    ...base,
    id: 'security.write shop_oak_a',
    kind: 'security.write',
    target: 'shop_oak_a',
    before: before === null ? null : seen(before),
    body: { admins, members: { names: [], roles: after } },
  };
}

function user(change: WriteUser['change'], before: readonly string[], after: readonly string[]) {
  const operation: WriteUser = {
    ...base,
    id: 'user.write shop_oak_sync',
    kind: 'user.write',
    target: 'shop_oak_sync',
    rev: '1-a',
    change,
    before: change === 'create' ? null : { roles: before, credentialId: 'old' },
    credentialId: 'new',
    roles: after,
    body: {},
  };
  return operation;
}

function deletion(tenantKey: string): Operation {
  const target = `shop_${tenantKey}_a`;
  const id = `database.delete ${target}`;
  return { ...base, tenantKey, id, kind: 'database.delete', target, documents: 3 };
}

const plan = (...operations: readonly Operation[]) => ({
  purpose: 'provision' as const,
  operations,
});

describe('what has to be typed', () => {
  it('is nothing for what only adds, in production too', () => {
    const adding = plan(
      security(null, ['t:id:1']),
      security(['_admin'], ['t:id:1']),
      security(['t:id:1'], ['t:id:1', 'adopted']),
      user('create', [], ['t:id:1']),
      user('roles', ['t:id:1'], ['t:id:1', 'more']),
    );
    expect(confirmationNeed(adding, production)).toBeNull();
  });

  it('is the name of a server in production for whatever takes something away', () => {
    for (const operation of [
      security(['t:id:1'], ['t:id:2']),
      security(['t:id:1', 'added-by-hand'], ['t:id:1']),
      security([], ['t:id:1']),
      user('roles', ['t:id:1'], []),
      user('credential', ['t:id:1'], ['t:id:1']),
    ]) {
      expect(isDestructive(operation)).toBe(true);
      expect(confirmationNeed(plan(operation), production)).toMatchObject({
        because: 'production',
        text: 'couch.test',
      });
      expect(confirmationNeed(plan(operation), staging)).toBeNull();
    }
    expect(confirmationNeed(plan(security(['a'], ['b'])), production)?.what).toEqual([
      'oak: access is withdrawn (shop_oak_a)',
    ]);
  });

  it('is the tenant’s key for a purge, and how many where there are several, on every server', () => {
    const one = { purpose: 'purge' as const, operations: [deletion('oak')] };
    expect(confirmationNeed(one, staging)).toMatchObject({ because: 'purge', text: 'oak' });
    const two = { ...one, operations: [deletion('oak'), deletion('elm')] };
    expect(confirmationNeed(two, staging)).toMatchObject({ text: 'purge 2 tenants' });
  });

  it('is compared to the letter', () => {
    const need = confirmationNeed(plan(security(['a'], ['b'])), production);
    requireConfirmation(null, null);
    requireConfirmation(need, ' couch.test ');
    for (const typed of [null, '', 'Couch.test', 'couch.tes']) {
      expect(() => {
        requireConfirmation(need, typed);
      }).toThrow(expect.objectContaining({ code: 'confirmation-needed' }));
    }
  });
});
