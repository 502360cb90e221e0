import { describe, expect, it } from 'vitest';
import { firstKeyFilter, sortedBy } from '../../../../src/renderer/app/data/key-filter.ts';
import {
  draftOf,
  emptyKeyDraft,
  expiryOf,
  keyDraftProblems,
  localDay,
} from '../../../../src/renderer/features/keys/key-draft.ts';
import type { KeyDetail } from '../../../../src/shared/bridge/key-views.ts';

const now = new Date('2026-03-10T12:00:00.000Z');
const named = { ...emptyKeyDraft, name: 'Till' };
const onDay = (day: string) => ({ ...named, expiry: 'date', day });

describe('the form of a key', () => {
  it('ends a key after so many days, at the end of a day, or never', () => {
    expect(expiryOf({ ...named, expiry: 'never' }, now)).toBeNull();
    expect(expiryOf({ ...named, expiry: '30' }, now)).toBe('2026-04-09T12:00:00.000Z');
    const end = expiryOf(onDay('2026-03-12'), now) ?? '';
    expect(localDay(end)).toBe('2026-03-12');
    expect(localDay(new Date(Date.parse(end) + 1).toISOString())).toBe('2026-03-13');
  });

  it('says at the field what is wrong', () => {
    expect(keyDraftProblems(named, now)).toEqual({ name: null, databases: null, day: null });
    for (const name of ['', '   ', 'a\nb', 'a\u202eb', 'x'.repeat(201)]) {
      expect(keyDraftProblems({ ...named, name }, now).name).not.toBeNull();
    }
    for (const name of ['Kasse Øst', 'キー', '\u{1f511}', '<b>x</b>', 'מפתח']) {
      expect(keyDraftProblems({ ...named, name }, now).name).toBeNull();
    }
    expect(keyDraftProblems({ ...named, databases: [] }, now).databases).not.toBeNull();
    expect(keyDraftProblems(onDay('2026-03-01'), now).day).toMatch(/over already/);
    expect(keyDraftProblems(onDay(''), now).day).toMatch(/Choose a day/);
    expect(keyDraftProblems(onDay('2026-03-30'), now).day).toBeNull();
  });

  it('begins an edit with what the key is', () => {
    const key: KeyDetail = {
      id: 'k',
      prefix: 'myc_k_…',
      name: 'Till',
      tenantId: 't',
      tenantKey: 'abc',
      tenantName: 'Abc',
      tenantState: 'active',
      state: 'active',
      marks: [],
      access: 'read',
      databases: ['sales'],
      createdAt: now.toISOString(),
      createdBy: 'ada',
      lastUsed: null,
      today: 0,
      month: 0,
      expiresAt: null,
      updatedAt: now.toISOString(),
      updatedBy: 'ada',
      replacedBy: null,
      replaces: null,
      ends: null,
      idleHours: null,
      days: [],
      gateways: [],
      databaseChoices: ['sales'],
    };
    expect(draftOf(key)).toEqual({
      name: 'Till',
      access: 'read',
      databases: ['sales'],
      expiry: 'never',
      day: '',
    });
    const ending = draftOf({ ...key, expiresAt: '2026-05-05T12:00:00.000Z' });
    expect(ending).toMatchObject({ expiry: 'date', day: '2026-05-05' });
  });
});

describe('the order of the list of keys', () => {
  it('is turned round by the same column once more', () => {
    const once = sortedBy(firstKeyFilter, 'lastUsed');
    expect(once).toMatchObject({ sort: 'lastUsed', direction: 'asc' });
    expect(sortedBy(once, 'lastUsed').direction).toBe('desc');
    expect(sortedBy(once, 'name').direction).toBe('asc');
  });
});
