import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openFeed } from '../../../../src/gateway/virtual/feed.ts';
import { manualClock } from '../../../support/manual-clock.ts';

const seqSchema = z.object({ seq: z.string() });

/** An open feed, by default without changes; what there is, its reader's right and its news in the test's hand. */
function feed(
  kind: 'continuous' | 'longpoll',
  rows: (since: string) => readonly { readonly seq: string }[] = () => [],
) {
  const clock = manualClock();
  const news = new Set<() => void>();
  const changed = new Set<() => void>();
  const listen = (to: Set<() => void>) => (listener: () => void) => {
    to.add(listener);
    return () => to.delete(listener);
  };
  const change = (): void => {
    for (const tell of [...changed]) tell();
  };
  const reader = { mayGoOn: true };
  const out = openFeed({
    kind,
    since: '3',
    limit: null,
    once: false,
    heartbeat: 10_000,
    timeout: 60_000,
    clock,
    changes: (since) => {
      const results = rows(since).map((row) => ({ ...row }));
      return { results, last_seq: results.at(-1)?.seq ?? since, pending: 0 };
    },
    onChange: listen(changed),
    onNews: listen(news),
    mayGoOn: () => reader.mayGoOn,
    ending: new AbortController().signal,
  });
  return { clock, news, reader, out, change };
}
describe('an open feed', () => {
  it.each(['continuous', 'longpoll'] as const)(
    'ends when its reader may not go on: at news at once, else within a second (%s)',
    async (kind) => {
      const told = feed(kind);
      const ended = text(told.out);
      told.reader.mayGoOn = false;
      for (const listener of told.news) listener();
      expect(await ended).toContain('"last_seq":"3"');
      expect(told.news.size).toBe(0);

      const untold = feed(kind);
      const untoldEnded = text(untold.out);
      untold.reader.mayGoOn = false;
      await untold.clock.advance(1_000);
      expect(await untoldEnded).toContain('"last_seq":"3"');
    },
  );

  it('keeps nothing for a reader who does not read, who gets everything once they do', async () => {
    const wide = 'x'.repeat(10_000);
    let last = 3;
    const { out, change } = feed('continuous', (since) =>
      Array.from({ length: last - Number(since) }, (_, at) => ({
        seq: String(Number(since) + at + 1),
        wide,
      })),
    );
    while (last < 100) {
      last += 1;
      change();
    }
    expect(out.writableLength + out.readableLength).toBeLessThan(100_000);
    const seen = new Set<string>();
    for await (const line of createInterface({ input: out })) {
      seen.add(seqSchema.parse(JSON.parse(line)).seq);
      if (seen.size === 97) break;
    }
    expect([...seen]).toEqual(Array.from({ length: 97 }, (_, at) => String(at + 4)));
    out.destroy();
  });

  it('gives a sign of life every five seconds, and not at every look', async () => {
    const { clock, out } = feed('continuous');
    let beats = 0;
    out.on('data', () => (beats += 1));
    await clock.advance(10_500);
    expect(beats).toBe(2);
    out.destroy();
  });
});
