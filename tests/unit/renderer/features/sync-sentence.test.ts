import { describe, expect, it } from 'vitest';
import type { SyncStatus } from '../../../../src/shared/sync-status.ts';
import { syncSentence } from '../../../../src/renderer/features/sync/sync-sentence.ts';

const now = new Date(2026, 2, 3, 15, 0, 0);
const at = (hour: number, minute: number, second: number) =>
  new Date(2026, 2, 3, hour, minute, second).toISOString();

const status: SyncStatus = {
  database: 'couch-sitter',
  state: 'synced',
  since: at(14, 2, 0),
  waitingOut: 0,
  waitingIn: 0,
  firstSync: null,
  pushed: 0,
  pulled: 0,
  agreement: { at: at(14, 32, 5), localSeq: 4, remoteSeq: '4-x' },
  refusedWrites: 0,
  error: null,
  retryAt: null,
};

describe('the sync status in words', () => {
  it('says agreement only as of its time', () => {
    expect(syncSentence(status, now)).toBe('In agreement as of 14:32:05');
  });

  it('claims no agreement where none was seen', () => {
    expect(syncSentence({ ...status, agreement: null }, now)).toBe(
      'Not compared with the server yet',
    );
  });

  it('tells since when it is offline, what waits and when it tries again', () => {
    const offline = { ...status, state: 'offline', waitingOut: 3, retryAt: at(15, 0, 30) } as const;
    expect(syncSentence(offline, now)).toBe(
      'Offline since 14:02:00 · 3 changes wait · next try 15:00:30',
    );
  });

  it('invents no number of waiting changes', () => {
    expect(syncSentence({ ...status, state: 'offline', waitingOut: null }, now)).toBe(
      'Offline since 14:02:00',
    );
  });

  it('names the error', () => {
    const error = { code: 'server-locked-out', message: '', remedy: '', details: {} } as const;
    expect(syncSentence({ ...status, state: 'error', error, waitingOut: 1 }, now)).toBe(
      'Locked out after wrong passwords · 1 change waits',
    );
  });

  it('says where changes stay without a server', () => {
    expect(syncSentence({ ...status, state: 'not-connected' }, now)).toBe(
      'Not connected · changes stay on this device',
    );
  });

  it('tells both directions while syncing', () => {
    expect(syncSentence({ ...status, state: 'syncing', waitingOut: 1, waitingIn: 12 }, now)).toBe(
      'Syncing · 1 change to send · 12 changes to fetch',
    );
  });

  it('tells how far the first sync is', () => {
    const firstSync = { received: 1204, total: 60_000 };
    expect(syncSentence({ ...status, state: 'syncing', waitingIn: 58_796, firstSync }, now)).toBe(
      'First sync: 1,204 of 60,000 documents',
    );
  });
});
