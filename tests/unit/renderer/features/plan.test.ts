import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../../src/shared/planning/plan.ts';
import type { SecurityMarker } from '../../../../src/shared/planning/security-object.ts';
import { operationRequest } from '../../../../src/renderer/features/plan/operation-request.ts';
import { operationWords } from '../../../../src/renderer/features/plan/operation-words.ts';
import { outcomeOf } from '../../../../src/renderer/features/plan/outcome-mark.tsx';
import { tenantNotes } from '../../../../src/renderer/features/plan/tenant-outcome.tsx';

const base = { tenantId: 't', tenantKey: 'oak', after: [], cause: 'edit' } as const;
const security = {
  admins: { names: [], roles: ['_admin'] },
  members: { names: [], roles: ['t:1:1'] },
};
const create: Operation = {
  ...base,
  id: 'database.create shop_oak_sales',
  kind: 'database.create',
  target: 'shop_oak_sales',
  q: 1,
};
const write: Operation = {
  ...base,
  id: 'security.write shop_oak_sales',
  kind: 'security.write',
  target: 'shop_oak_sales',
  before: null,
  body: security,
};
const user: Operation = {
  ...base,
  id: 'user.write shop_oak_sync',
  kind: 'user.write',
  target: 'shop_oak_sync',
  rev: '1-a',
  change: 'roles',
  before: { roles: ['old'], credentialId: 'c' },
  credentialId: 'c',
  roles: ['new'],
  body: {
    name: 'shop_oak_sync',
    salt: 'f'.repeat(32),
    derived_key: 'e'.repeat(64),
    roles: ['new'],
  },
};

describe('an operation in words', () => {
  it('tells a first write from a change', () => {
    expect(operationWords(create)).toEqual({ does: 'Create database', subject: 'shop_oak_sales' });
    expect(operationWords(write).does).toBe('Set who may read and write');
    const changed = { ...write, before: { ...security, markerBroken: false, otherKeys: [] } };
    expect(operationWords(changed).does).toBe('Change who may read and write');
    expect(operationWords(user).does).toBe('Change the roles of account');
  });

  it('tells which way access goes', () => {
    const marked = (state: SecurityMarker['state']) => ({
      ...security,
      mycouch: {
        tenant: 't',
        generation: 1,
        readOnly: false,
        overQuota: false,
        tenantFields: [],
        state,
      },
    });
    const from = (state: SecurityMarker['state'], to: SecurityMarker['state']) =>
      operationWords({
        ...write,
        before: { ...marked(state), markerBroken: false, otherKeys: [] },
        body: marked(to),
      }).does;
    expect(from('active', 'suspended')).toBe('Withdraw access to');
    expect(from('suspended', 'active')).toBe('Give access to');
    expect(from('suspended', 'archived')).toBe('Keep access withdrawn from');
    expect(from('active', 'active')).toBe('Change who may read and write');
    const unmarked = { ...security, markerBroken: false, otherKeys: [] };
    const closing = { ...write, before: unmarked, body: marked('deleted') };
    expect(operationWords(closing).does).toBe('Withdraw access to');
    expect(operationWords({ ...user, roles: [] }).does).toBe('Take the roles from account');
    const without = { roles: [], credentialId: 'c' };
    expect(operationWords({ ...user, before: without }).does).toBe('Give its roles to account');
  });
});

describe('an operation as a request', () => {
  it('is the request itself', () => {
    expect(operationRequest(create).line).toBe('PUT /shop_oak_sales?q=1');
    expect(operationRequest({ ...create, target: 'a/b+c' }).line).toBe('PUT /a%2Fb%2Bc?q=1');
    expect(operationRequest(write)).toEqual({
      line: 'PUT /shop_oak_sales/_security',
      before: null,
      body: security,
    });
  });

  it('shows what the server had before', () => {
    const before = { ...security, markerBroken: false, otherKeys: ['x'] };
    expect(operationRequest({ ...write, before }).before).toEqual(security);
    expect(operationRequest(user).before).toEqual({ roles: ['old'] });
  });

  it('shows no hash and no salt', () => {
    const shown = JSON.stringify(operationRequest(user));
    expect(shown).not.toMatch(/f{8}|e{8}/);
    expect(shown).toContain('64 characters');
  });
});

describe('what became of an operation', () => {
  it('is what the plan stored, else what was heard, else nothing', () => {
    const live = { outcome: 'done', message: '' } as const;
    expect(outcomeOf(null, undefined)).toBeNull();
    expect(outcomeOf(null, live)).toBe(live);
    expect(
      outcomeOf({ id: 'x', outcome: 'failed', code: 'server-failed', message: 'why' }, live),
    ).toEqual({ outcome: 'failed', message: 'why' });
    expect(
      outcomeOf({ id: 'x', outcome: 'skipped', because: 'cancelled' }, undefined)?.message,
    ).toMatch(/cancelled/);
  });
});

describe('what became of a tenant', () => {
  const tally = { done: 0, failed: 0, skipped: 0 };
  const tenant = { id: 't', key: 'oak', name: 'Oak', operations: 11, corrections: 0, ...tally };
  const texts = (...known: Parameters<typeof tenantNotes>) =>
    tenantNotes(...known).map(({ text }) => text);

  it('is nothing before its first operation has ended', () => {
    expect(tenantNotes(tenant, null)).toEqual([]);
    expect(tenantNotes(tenant, tally)).toEqual([]);
  });

  it('is how far it is, with what failed, while some are open', () => {
    expect(tenantNotes(tenant, { ...tally, done: 7 })).toEqual([
      { outcome: null, text: '7 of 11' },
    ]);
    expect(texts(tenant, { done: 4, failed: 1, skipped: 2 })).toEqual(['1 failed', '7 of 11']);
  });

  it('is at last what it came to', () => {
    expect(tenantNotes(tenant, { ...tally, done: 11 })).toEqual([
      { outcome: 'done', text: '11 done' },
    ]);
    expect(tenantNotes({ ...tenant, done: 6, failed: 2, skipped: 3 }, null)).toEqual([
      { outcome: 'failed', text: '2 failed' },
      { outcome: 'skipped', text: '3 not tried' },
    ]);
    expect(texts({ ...tenant, done: 8, skipped: 3 }, null)).toEqual(['3 not tried']);
  });

  it('is told by the plan or by the events, whichever knows more', () => {
    expect(texts({ ...tenant, done: 11 }, { ...tally, done: 7 })).toEqual(['11 done']);
    expect(texts({ ...tenant, done: 5 }, { ...tally, done: 7 })).toEqual(['7 of 11']);
    // What a run that was stopped did not try, the plan knows alone.
    expect(
      texts({ ...tenant, done: 2, failed: 1, skipped: 8 }, { done: 2, failed: 1, skipped: 0 }),
    ).toEqual(['1 failed', '8 not tried']);
  });
});
