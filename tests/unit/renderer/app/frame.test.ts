import { describe, expect, it } from 'vitest';
import { move } from '../../../../src/renderer/app/frame/navigation.tsx';
import { shortcutOf } from '../../../../src/renderer/app/frame/use-shortcuts.ts';
import { count, figure } from '../../../../src/renderer/app/format/count.ts';
import { duration } from '../../../../src/renderer/app/format/duration.ts';
import { ago, date, moment, shortMoment } from '../../../../src/renderer/app/format/time.ts';

const key = (name: string, modifier: 'ctrlKey' | 'metaKey' | 'altKey' | null = null) => ({
  key: name,
  ctrlKey: modifier === 'ctrlKey',
  metaKey: modifier === 'metaKey',
  altKey: modifier === 'altKey',
});

describe('shortcuts', () => {
  it('knows the keys with Ctrl or Cmd, in a field too', () => {
    expect(shortcutOf(key('n', 'ctrlKey'), true)).toEqual({ does: 'new-tenant' });
    expect(shortcutOf(key('F', 'metaKey'), true)).toEqual({ does: 'search' });
    expect(shortcutOf(key('2', 'ctrlKey'), false)).toEqual({ does: 'section', section: 'tenants' });
    expect(shortcutOf(key(',', 'ctrlKey'), false)).toEqual({
      does: 'section',
      section: 'settings',
    });
    expect(shortcutOf(key('k', 'ctrlKey'), true)).toEqual({ does: 'palette' });
  });

  it('leaves single keys to the field one types in', () => {
    expect(shortcutOf(key('/'), false)).toEqual({ does: 'search' });
    expect(shortcutOf(key('?'), false)).toEqual({ does: 'shortcuts' });
    expect(shortcutOf(key('/'), true)).toBeNull();
    expect(shortcutOf(key('?'), true)).toBeNull();
  });

  it('U2: shows the keys with F1, in a field too', () => {
    expect(shortcutOf(key('F1'), true)).toEqual({ does: 'shortcuts' });
    expect(shortcutOf(key('F1', 'altKey'), false)).toBeNull();
  });

  it('leaves everything else alone', () => {
    expect(shortcutOf(key('n'), false)).toBeNull();
    expect(shortcutOf(key('0', 'ctrlKey'), false)).toBeNull();
    expect(shortcutOf(key('n', 'altKey'), false)).toBeNull();
  });
});

describe('moving about', () => {
  const start = {
    section: 'plan',
    tenantId: null,
    person: null,
    conflictId: null,
    conflictSearch: '',
    dialog: null,
  } as const;

  it('leads to the tenants when one is opened, and stays when it is closed', () => {
    expect(move(start, { to: 'tenant', id: 'a' })).toEqual({
      ...start,
      section: 'tenants',
      tenantId: 'a',
    });
    expect(move({ ...start, tenantId: 'a' }, { to: 'tenant', id: null })).toEqual(start);
  });

  it('keeps the open tenant while one looks at another section', () => {
    const there = move({ ...start, tenantId: 'a' }, { to: 'section', section: 'activity' });
    expect(there).toMatchObject({ section: 'activity', tenantId: 'a' });
  });
});

describe('moving about conflicts', () => {
  const start = {
    section: 'tenants',
    tenantId: null,
    person: null,
    conflictId: null,
    conflictSearch: '',
    dialog: null,
  } as const;

  it('leads to a conflict, keeps it while one looks elsewhere, and back to the list', () => {
    const there = move(start, { to: 'conflict', id: 'tenant_a' });
    expect(there).toMatchObject({ section: 'conflicts', conflictId: 'tenant_a' });
    const away = move(there, { to: 'section', section: 'plan' });
    const again = move(away, { to: 'section', section: 'conflicts' });
    expect(again).toMatchObject({ section: 'conflicts', conflictId: 'tenant_a' });
    expect(move(again, { to: 'section', section: 'conflicts' }).conflictId).toBeNull();
    expect(move(there, { to: 'conflicts', search: 'oak' })).toMatchObject({
      section: 'conflicts',
      conflictId: null,
      conflictSearch: 'oak',
    });
  });

  it('closes what was open of the server before', () => {
    const there = { ...move(start, { to: 'conflict', id: 'tenant_a' }), tenantId: 'a' };
    expect(move(there, { to: 'another-server' })).toEqual({ ...start, section: 'conflicts' });
    const away = move(start, { to: 'section', section: 'away' });
    expect(move(away, { to: 'another-server' }).section).toBe('tenants');
  });
});

describe('figures and moments', () => {
  const now = new Date(2026, 2, 3, 15, 0, 0);
  const at = (...parts: readonly [number, number, number, number, number, number]) =>
    new Date(...parts).toISOString();

  it('groups thousands and inflects', () => {
    expect(figure(12345)).toBe('12,345');
    expect(count(1, 'tenant', 'tenants')).toBe('1 tenant');
    expect(count(0, 'tenant', 'tenants')).toBe('0 tenants');
  });

  it('tells durations as short as they are precise', () => {
    expect(duration(84.4)).toBe('84 ms');
    expect(duration(0)).toBe('0 ms');
    expect(duration(1234)).toBe('1.2 s');
  });

  it('shows the time today, the day before that, and the year where it differs', () => {
    expect(moment(at(2026, 2, 3, 14, 32, 5), now)).toBe('14:32:05');
    expect(moment(at(2026, 2, 2, 14, 32, 5), now)).toBe('2 Mar, 14:32');
    expect(date(at(2025, 11, 24, 9, 0, 0), now)).toBe('24 Dec 2025');
    expect(shortMoment(at(2026, 2, 3, 0, 5, 0), now)).toBe('00:05');
    expect(shortMoment(at(2026, 0, 1, 0, 5, 0), now)).toBe('1 Jan');
  });

  it('are told by how long ago they were, and never as to come', () => {
    const now = new Date('2026-03-03T12:00:00.000Z');
    const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
    expect(
      [-30, 59, 60, 7199, 7200, 90_000, 3_000_000, 70_000_000]
        .map(before)
        .map((at) => ago(at, now)),
    ).toEqual([
      'just now',
      'just now',
      '1 minute ago',
      '1 hour ago',
      '2 hours ago',
      'yesterday',
      'last month',
      '2 years ago',
    ]);
  });
});
