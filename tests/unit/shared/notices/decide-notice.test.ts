import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideNotice,
  firstMemory,
  syncPatience,
  type Happening,
  type NoticeMemory,
} from '../../../../src/shared/notices/decide-notice.ts';
import { noticeCauses, type Notice } from '../../../../src/shared/notices/notice.ts';

const all = { public: true, applied: true, conflicts: true, sync: true };
const alarm = (subject: string) => ({ id: `database-public ${subject}`, subject });

/** Somebody's desktop, with what was shown on it. */
function desktop(switches = all) {
  let memory: NoticeMemory = firstMemory;
  const shown: Notice[] = [];
  let wakeAt: number | null = null;
  return {
    shown,
    wakeAt: () => wakeAt,
    happen: (happening: Happening, { now = 0, focused = false } = {}) => {
      const decided = decideNotice(memory, happening, { now, focused, switches });
      memory = decided.memory;
      wakeAt = decided.wakeAt;
      if (decided.show !== null) shown.push(decided.show);
    },
  };
}
const ended = { what: 'applied', done: 3, failed: 1, skipped: 0 } as const;

describe('U2: what is told on the desktop', () => {
  it('tells of databases that became public together, and not again while they are', () => {
    const { happen, shown } = desktop();
    happen({ what: 'drift', alarms: [] });
    happen({ what: 'drift', alarms: [alarm('a'), alarm('b')] });
    expect(shown).toEqual([{ cause: 'public', databases: 2, first: 'a' }]);
    happen({ what: 'looked' });
    happen({ what: 'drift', alarms: [alarm('a'), alarm('b')] });
    expect(shown).toHaveLength(1);
    happen({ what: 'drift', alarms: [alarm('a'), alarm('c')] });
    expect(shown.slice(1)).toEqual([{ cause: 'public', databases: 1, first: 'c' }]);
  });

  it('tells of an alarm that the first look at a server finds', () => {
    const { happen, shown } = desktop();
    happen({ what: 'another-server' });
    happen({ what: 'drift', alarms: [alarm('a')] });
    expect(shown).toHaveLength(1);
  });

  it('tells nothing while the window has the focus, and nothing of it later', () => {
    const { happen, shown } = desktop();
    const focused = { focused: true };
    happen({ what: 'drift', alarms: [] }, focused);
    happen({ what: 'drift', alarms: [alarm('a')] }, focused);
    happen(ended, focused);
    happen({ what: 'conflicts', open: 0 });
    happen({ what: 'conflicts', open: 2 }, focused);
    happen({ what: 'conflicts', open: 2 });
    happen({ what: 'drift', alarms: [alarm('a')] });
    expect(shown).toEqual([]);
  });

  it('tells a cause once until somebody has looked', () => {
    const { happen, shown } = desktop();
    happen(ended);
    happen(ended);
    expect(shown).toEqual([{ cause: 'applied', done: 3, failed: 1, skipped: 0 }]);
    happen({ what: 'looked' });
    happen(ended);
    expect(shown).toHaveLength(2);
  });

  it('tells of conflicts that arrive, not of those that were there or go', () => {
    const { happen, shown } = desktop();
    happen({ what: 'conflicts', open: 5 });
    happen({ what: 'conflicts', open: 4 });
    expect(shown).toEqual([]);
    happen({ what: 'conflicts', open: 6 });
    expect(shown).toEqual([{ cause: 'conflicts', open: 6 }]);
  });

  it('tells of replication that fails for ten minutes, attempts in between or not', () => {
    const { happen, shown, wakeAt } = desktop();
    happen({ what: 'sync', state: 'error', message: 'The password is wrong.' }, { now: 1000 });
    expect(wakeAt()).toBe(1000 + syncPatience);
    happen({ what: 'sync', state: 'syncing', message: '' }, { now: 60_000 });
    happen({ what: 'sync', state: 'error', message: 'Still wrong.' }, { now: 61_000 });
    happen({ what: 'time' }, { now: 1000 + syncPatience - 1 });
    expect(shown).toEqual([]);
    happen({ what: 'time' }, { now: 1000 + syncPatience });
    expect(shown).toEqual([{ cause: 'sync', message: 'Still wrong.' }]);
    expect(wakeAt()).toBeNull();
    // Looked at and left as it is: told already.
    happen({ what: 'looked' }, { now: 2 * syncPatience });
    happen({ what: 'sync', state: 'error', message: 'x' }, { now: 3 * syncPatience });
    expect(shown).toHaveLength(1);
    // Another failure is another matter.
    happen({ what: 'sync', state: 'synced', message: '' }, { now: 4 * syncPatience });
    happen({ what: 'sync', state: 'error', message: 'y' }, { now: 4 * syncPatience });
    happen({ what: 'time' }, { now: 5 * syncPatience });
    expect(shown).toHaveLength(2);
  });

  it('never tells of being offline', () => {
    const { happen, shown, wakeAt } = desktop();
    happen({ what: 'sync', state: 'offline', message: 'No network.' });
    happen({ what: 'time' }, { now: 10 * syncPatience });
    expect(wakeAt()).toBeNull();
    expect(shown).toEqual([]);
  });

  it('tells nothing of a cause that is switched off', () => {
    const { happen, shown } = desktop({ ...all, applied: false });
    happen(ended);
    happen({ what: 'drift', alarms: [alarm('a')] });
    expect(shown.map(({ cause }) => cause)).toEqual(['public']);
  });

  it('shows at most one of each cause between two looks, whatever happens', () => {
    const state = fc.constantFrom('synced', 'syncing', 'offline', 'error', 'not-connected');
    const happening: fc.Arbitrary<Happening> = fc.oneof(
      fc.record({
        what: fc.constant('drift'),
        alarms: fc.subarray(['a', 'b', 'c']).map((names) => names.map(alarm)),
      }),
      fc.constant(ended),
      fc.record({ what: fc.constant('conflicts'), open: fc.nat(5) }),
      fc.record({ what: fc.constant('sync'), state, message: fc.string() }),
      fc.constantFrom({ what: 'time' }, { what: 'another-server' }),
    );
    const steps = fc.array(fc.tuple(happening, fc.nat(syncPatience)), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (taken) => {
        const { happen, shown } = desktop();
        let now = 0;
        for (const [what, passed] of taken) {
          now += passed;
          happen(what, { now });
        }
        for (const cause of noticeCauses) {
          expect(shown.filter((one) => one.cause === cause).length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
