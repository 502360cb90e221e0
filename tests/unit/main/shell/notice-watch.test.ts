import { describe, expect, it } from 'vitest';
import { createEmitter } from '../../../../src/main/console/events.ts';
import { watchNotices } from '../../../../src/main/shell/notice-watch.ts';
import { noticeWords } from '../../../../src/main/shell/notice-words.ts';
import { parseLink } from '../../../../src/shared/links/deep-link.ts';
import { syncPatience } from '../../../../src/shared/notices/decide-notice.ts';
import type { Notice } from '../../../../src/shared/notices/notice.ts';
import { scenarioSchema } from '../../../support/fake-bridge/scenario.ts';
import { fakeConsole } from '../../../support/fake-bridge/console.ts';
import { makeWorld, syncOf } from '../../../support/fake-bridge/world.ts';
import { manualClock } from '../../../support/manual-clock.ts';

async function watching() {
  const emitter = createEmitter((error) => {
    throw error;
  });
  const clock = manualClock();
  const shown: Notice[] = [];
  const desk = { focused: false };
  const world = makeWorld(scenarioSchema.parse({}), () => undefined, clock.now);
  const api = fakeConsole(world);
  const watch = await watchNotices({
    api,
    events: emitter,
    clock,
    switches: () => ({ public: true, applied: true, conflicts: true, sync: true }),
    isFocused: () => desk.focused,
    show: (notice) => {
      shown.push(notice);
    },
  });
  return { emitter, clock, shown, desk, watch, api };
}

const run = { planId: 'p', total: 4, done: 3, failed: 1, skipped: 0, latest: [] };

describe('U2: what the console tells on the desktop', () => {
  it('tells when an apply has ended, not while it goes on, and once until somebody looked', async () => {
    const { emitter, shown, watch } = await watching();
    emitter.emit('plan.progress', { ...run, running: true });
    expect(shown).toEqual([]);
    emitter.emit('plan.progress', { ...run, running: false });
    emitter.emit('plan.progress', { ...run, running: false });
    expect(shown).toEqual([{ cause: 'applied', done: 3, failed: 1, skipped: 0 }]);
    watch.looked();
    emitter.emit('plan.progress', { ...run, running: false });
    expect(shown).toHaveLength(2);
  });

  it('counts what was there at the start as known', async () => {
    const { emitter, shown, api } = await watching();
    const { total } = await api.conflicts.list({ search: '', kind: null, offset: 0, limit: 1 });
    emitter.emit('conflicts.changed', { open: total });
    expect(shown).toEqual([]);
    emitter.emit('conflicts.changed', { open: total + 1 });
    expect(shown).toEqual([{ cause: 'conflicts', open: total + 1 }]);
  });

  it('wakes by itself when replication has failed for long enough, unless it was closed', async () => {
    for (const closed of [false, true]) {
      const { emitter, clock, shown, watch } = await watching();
      const status = syncOf('synced', clock.now());
      const error = { code: 'disk-full', message: 'No.', remedy: '', details: {} } as const;
      emitter.emit('sync.status', { ...status, state: 'error', error });
      await clock.advance(syncPatience - 1);
      expect(shown).toEqual([]);
      if (closed) watch.close();
      await clock.advance(1);
      expect(shown).toEqual(closed ? [] : [{ cause: 'sync', message: 'No.' }]);
    }
  });

  it('leads to a place that the window knows, whatever it tells', () => {
    const notices: readonly Notice[] = [
      { cause: 'public', databases: 1, first: 'shop_oak' },
      { cause: 'public', databases: 3, first: 'shop_oak' },
      { cause: 'applied', done: 1, failed: 0, skipped: 0 },
      { cause: 'applied', done: 1, failed: 2, skipped: 3 },
      { cause: 'conflicts', open: 1 },
      { cause: 'sync', message: 'No.' },
    ];
    for (const notice of notices) {
      const { title, body, link } = noticeWords(notice);
      expect(parseLink(link), title).not.toBeNull();
      expect(body).not.toBe('');
    }
  });
});
