import { describe, expect, it } from 'vitest';
import type { CatchUp, ChangeRow } from '../../../../src/shared/bridge/catch-up-views.ts';
import type { AuditEntry } from '../../../../src/shared/documents/audit.ts';
import { BridgeError } from '../../../../src/renderer/app/bridge-error.ts';
import { dayBefore, startOfDay } from '../../../../src/renderer/features/activity/cut-day.ts';
import {
  inOrder,
  withoutKnown,
} from '../../../../src/renderer/features/activity/use-older-entries.ts';
import { isAwayRefusal } from '../../../../src/renderer/features/away/away-refusal.ts';
import { onBothSides, sidesOf } from '../../../../src/renderer/features/away/away-sides.ts';

const entry = (number: number, createdAt: string): AuditEntry => ({
  _id: `audit_${number.toString(16).padStart(64, '0')}`,
  type: 'audit_log',
  tenant_id: null,
  action: 'tenant_created',
  actor: 'ada',
  device: 'laptop',
  resource_type: 'tenant',
  resource_id: 'tenant_1',
  outcome: 'ok',
  details: {},
  createdAt,
});

describe('older entries from the server (A1)', () => {
  const at = '2026-03-03T12:00:00.000Z';

  it('stands in one order with what this device has', () => {
    const mine = [entry(1, '2026-03-03T12:00:01.000Z'), entry(2, '2026-01-01T00:00:00.000Z')];
    const older = [entry(4, at), entry(3, at)];
    expect(inOrder(mine, older).map(({ _id }) => Number(`0x${_id.slice(6)}`))).toEqual([
      1, 4, 3, 2,
    ]);
    expect(inOrder(mine, [])).toBe(mine);
  });

  it('shows none twice', () => {
    const rows = [entry(1, at), entry(2, at), entry(2, at), entry(3, at)];
    const known = new Set([entry(1, at)._id]);
    expect(withoutKnown(rows, known).map(({ _id }) => _id)).toEqual([
      entry(2, at)._id,
      entry(3, at)._id,
    ]);
  });
});

describe('the day before which the log is cut (A1)', () => {
  const now = new Date(2026, 2, 3, 15, 0, 0);

  it('counts days in local time', () => {
    expect(dayBefore(now, 0)).toBe('2026-03-03');
    expect(dayBefore(now, 3)).toBe('2026-02-28');
    expect(startOfDay('2026-02-28', now)).toBe(new Date(2026, 1, 28).toISOString());
  });

  it('takes no day that does not exist or is not past', () => {
    for (const day of ['', '2026-02-30', '2026-3-1', 'yesterday', '2026-03-04']) {
      expect(startOfDay(day, now), day).toBeNull();
    }
  });
});

describe('what met while the device was away (S5)', () => {
  const row = (documentId: string): ChangeRow => ({
    documentId,
    kind: 'tenant',
    title: documentId,
    tenantId: null,
    what: 'changed',
    fields: ['name'],
    by: null,
    at: null,
  });
  const catchUp: CatchUp = {
    since: '2026-03-03T12:00:00.000Z',
    mine: [row('a'), row('b')],
    theirs: [row('b'), row('c')],
    server: [],
    serverLookedAt: null,
    conflicts: 1,
    more: { mine: 3, theirs: 0 },
  };

  it('counts what is not listed too, and knows what is on both sides', () => {
    expect(sidesOf(catchUp)).toEqual({ mine: 5, theirs: 2, server: 0 });
    expect([...onBothSides(catchUp)]).toEqual(['b']);
  });

  it('tells the refusal to apply unseen from one that wants something typed', () => {
    const refusal = (details: Readonly<Record<string, string>>) =>
      new BridgeError({ code: 'confirmation-needed', message: '', remedy: '', details });
    expect(isAwayRefusal(refusal({ because: 'catch-up' }))).toBe(true);
    expect(isAwayRefusal(refusal({ text: 'oak' }))).toBe(false);
    expect(isAwayRefusal(new Error('x'))).toBe(false);
  });
});
