import { describe, expect, it } from 'vitest';
import { openFeed } from '../../../../src/gateway/virtual/feed.ts';
import { manualClock } from '../../../support/manual-clock.ts';

/** An open feed without changes, its reader's right and its news in the test's hand. */
function quietFeed(kind: 'continuous' | 'longpoll') {
  const clock = manualClock();
  const news = new Set<() => void>();
  const reader = { mayGoOn: true };
  const out = openFeed({
    kind,
    since: '3',
    limit: null,
    heartbeat: 10_000,
    timeout: 60_000,
    clock,
    changes: () => ({ results: [], last_seq: '3', pending: 0 }),
    onChange: () => () => undefined,
    onNews: (listener) => {
      news.add(listener);
      return () => news.delete(listener);
    },
    mayGoOn: () => reader.mayGoOn,
    ending: new AbortController().signal,
  });
  let text = '';
  out.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const ended = new Promise<string>((resolve) => {
    out.once('end', () => {
      resolve(text);
    });
  });
  return { clock, news, reader, ended, out };
}

describe('an open feed', () => {
  it.each(['continuous', 'longpoll'] as const)(
    'ends when its reader may not go on: at news at once, else within a second (%s)',
    async (kind) => {
      const told = quietFeed(kind);
      told.reader.mayGoOn = false;
      for (const listener of told.news) listener();
      expect(await told.ended).toContain('"last_seq":"3"');
      expect(told.news.size).toBe(0);

      const untold = quietFeed(kind);
      untold.reader.mayGoOn = false;
      await untold.clock.advance(1_000);
      expect(await untold.ended).toContain('"last_seq":"3"');
    },
  );

  it('gives a sign of life every five seconds, and not at every look', async () => {
    const { clock, out } = quietFeed('continuous');
    let beats = 0;
    out.on('data', () => (beats += 1));
    await clock.advance(10_500);
    expect(beats).toBe(2);
    out.destroy();
  });
});
