import { describe, expect, it } from 'vitest';
import { operationWords } from '../../../src/cli/operation-words.ts';
import type { WriteSecurity, WriteUser } from '../../../src/shared/planning/plan.ts';
import type {
  SecurityMarker,
  SecurityObject,
} from '../../../src/shared/planning/security-object.ts';

const base = {
  id: 'x',
  tenantId: 't',
  tenantKey: 'acme',
  after: [],
  cause: 'edit',
  target: 'shop_acme_sales',
} as const;

function security(state: SecurityMarker['state']): SecurityObject {
  return {
    admins: { names: [], roles: ['_admin'] },
    members: { names: [], roles: ['tenant:t:1:read'] },
    mycouch: {
      tenant: 't',
      generation: 1,
      state,
      readOnly: false,
      overQuota: false,
      tenantFields: ['tenant_id'],
    },
  };
}

function write(was: SecurityMarker['state'] | null, is: SecurityMarker['state']): WriteSecurity {
  const before = was === null ? null : { ...security(was), markerBroken: false, otherKeys: [] };
  return { ...base, kind: 'security.write', before, body: security(is) };
}

function user(before: readonly string[] | null, roles: readonly string[]): WriteUser {
  return {
    ...base,
    kind: 'user.write',
    rev: before === null ? null : '1-a',
    change: before === null ? 'create' : 'roles',
    before: before === null ? null : { roles: before, credentialId: 'c' },
    credentialId: 'c',
    roles,
    body: {},
  };
}

describe('the words of an operation', () => {
  it.each([
    [null, 'active', 'write security'],
    ['active', 'active', 'update security'],
    ['active', 'suspended', 'withdraw access (suspended)'],
    ['active', 'deleted', 'withdraw access (deleted)'],
    ['suspended', 'archived', 'keep access withdrawn (archived)'],
    ['suspended', 'active', 'give access back (was suspended)'],
  ] as const)('of security from %s to %s', (was, is, words) => {
    expect(operationWords(write(was, is))).toBe(words);
  });

  it.each([
    [null, ['r'], 'create account'],
    [['r'], [], 'withdraw roles'],
    [[], ['r'], 'give roles'],
    [['r'], ['s'], 'change roles'],
  ])('of an account with the roles %j, then %j', (before, roles, words) => {
    expect(operationWords(user(before, roles))).toBe(words);
  });
});
