import { describe, expect, it } from 'vitest';
import { correctionsIn } from '../../../../src/renderer/features/drift/correction.ts';
import {
  alarmsOf,
  countsByGroup,
  narrowed,
  worrying,
} from '../../../../src/renderer/features/drift/drift-filter.ts';
import { driftLooks } from '../../../../src/renderer/features/drift/drift-kinds.ts';
import { leaseSentence } from '../../../../src/renderer/features/lease/lease-sentence.ts';
import type { DriftReport, DriftRow } from '../../../../src/shared/bridge/drift-views.ts';
import type { PlanSummary } from '../../../../src/shared/bridge/plan-views.ts';
import type { LeaseView } from '../../../../src/shared/bridge/server-views.ts';
import { driftKinds } from '../../../../src/shared/planning/drift.ts';
import { words } from '../../../../src/renderer/app/messages/words.ts';

const row = (changed: Partial<DriftRow>): DriftRow => ({
  id: 'access-added shop_oak_sales',
  kind: 'access-added',
  tenantId: 't',
  tenantKey: 'oak',
  subject: 'shop_oak_sales',
  detail: 'The role bookkeeping was added.',
  corrections: ['security.write shop_oak_sales'],
  adoptable: true,
  alarm: false,
  since: '2026-03-01T10:00:00.000Z',
  ...changed,
});
const open = row({
  id: 'database-public shop_elm_sales',
  kind: 'database-public',
  subject: 'shop_elm_sales',
  tenantKey: 'elm',
  alarm: true,
  since: '2026-03-01T09:00:00.000Z',
});
const newest = row({
  id: 'account-removed shop_oak_sync',
  kind: 'account-removed',
  subject: 'shop_oak_sync',
  since: '2026-03-01T11:00:00.000Z',
});
const unknown = row({
  id: 'database-added legacy',
  kind: 'database-added',
  subject: 'legacy',
  tenantId: null,
  tenantKey: null,
  corrections: [],
  adoptable: false,
});
const report = (...findings: DriftRow[]): DriftReport => ({
  sweptAt: '2026-03-01T12:00:00.000Z',
  sweeping: false,
  findings,
  unverified: 0,
  pending: 0,
  databases: 3,
  requests: 1,
  milliseconds: 1,
  problem: null,
});

describe('the list of what was changed by hand', () => {
  const all = [row({}), open, newest, unknown];

  it('has alarms first, then the newest', () => {
    const shown = narrowed(all, { group: 'all', search: '' }).map(({ id }) => id);
    expect(shown.slice(0, 2)).toEqual([open.id, newest.id]);
  });

  it('is narrowed by group and by what is sought in names, tenants and words', () => {
    expect(narrowed(all, { group: 'accounts', search: '' })).toEqual([newest]);
    expect(narrowed(all, { group: 'all', search: ' ELM ' })).toEqual([open]);
    expect(narrowed(all, { group: 'databases', search: 'bookkeeping' })).toEqual([unknown]);
    expect(narrowed(all, { group: 'accounts', search: 'elm' })).toEqual([]);
  });

  it('counts every filter', () => {
    expect(countsByGroup(all)).toEqual({
      all: 4,
      access: 2,
      databases: 1,
      designs: 0,
      accounts: 1,
    });
  });

  it('does not count unknown databases as worries, and alarms apart', () => {
    expect(worrying(report(...all))).toHaveLength(3);
    expect(alarmsOf(report(...all))).toEqual([open]);
    expect(worrying(undefined)).toEqual([]);
  });

  it('has words and a picture for every kind', () => {
    for (const kind of driftKinds) {
      expect(words.drift.kinds[kind]).not.toBe('');
      expect(words.drift.groups[driftLooks[kind].group]).not.toBe('');
    }
  });
});

describe('correcting', () => {
  const plan: PlanSummary = {
    id: 'p',
    purpose: 'provision',
    madeAt: '2026-03-01T12:00:00.000Z',
    serverName: 'couch',
    counts: {
      'database.create': 0,
      'security.write': 1,
      'design.write': 0,
      'index.write': 0,
      'limit.write': 0,
      'user.write': 0,
      'database.delete': 0,
      'user.delete': 0,
      'jwtkey.write': 0,
      'jwtkey.delete': 0,
      'handlers.write': 0,
    },
    operations: 1,
    corrections: 1,
    tenants: [],
    refusals: [],
    drift: [row({}), { ...newest, corrections: ['security.write shop_oak_sales'] }],
    unmanagedDatabases: [],
    unreadNodes: [],
    jwtHandler: null,
    requests: 1,
    milliseconds: 1,
    stale: null,
    forecast: null,
    confirmation: null,
    running: false,
    outcome: null,
  };

  it('takes each operation once, of the findings that are still there', () => {
    expect(correctionsIn(plan, [row({}).id, newest.id, open.id])).toEqual({
      operationIds: ['security.write shop_oak_sales'],
      found: 2,
    });
    expect(correctionsIn(plan, [open.id])).toEqual({ operationIds: [], found: 0 });
  });
});

describe('who applies, in words', () => {
  const now = new Date(2026, 2, 3, 15, 0, 0);
  const lease: LeaseView = {
    state: 'other',
    device: 'desk',
    actor: 'bea',
    purpose: 'apply',
    acquiredAt: new Date(2026, 2, 3, 14, 2, 0).toISOString(),
    expiresAt: new Date(2026, 2, 3, 15, 0, 20).toISOString(),
    expired: false,
  };

  it('names the person, the device and since when', () => {
    expect(leaseSentence(lease, now)?.title).toBe('bea on desk has been applying since 14:02');
  });

  it('tells an agent and a lease that ran out apart', () => {
    expect(leaseSentence({ ...lease, purpose: 'agent' }, now)?.title).toMatch(/^The agent on desk/);
    expect(leaseSentence({ ...lease, expired: true }, now)?.title).toMatch(/not been heard of/);
  });

  it('says nothing where nobody else applies', () => {
    expect(leaseSentence({ ...lease, state: 'mine' }, now)).toBeNull();
    expect(leaseSentence({ ...lease, state: 'none' }, now)).toBeNull();
    expect(leaseSentence(null, now)).toBeNull();
    expect(leaseSentence(undefined, now)).toBeNull();
  });
});
