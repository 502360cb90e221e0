import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWrongAnswers } from '../../../../src/main/console/wrong-answers.ts';
import { manualClock } from '../../../support/manual-clock.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycouch-answers-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const wrong = () => Promise.resolve(false);
const right = () => Promise.resolve(true);
const waiting = { code: 'reauthentication-needed' };

describe('wrong answers', () => {
  it('cost nothing three times, then twice as long each time, up to five minutes', async () => {
    const clock = manualClock();
    const answers = await openWrongAnswers(directory, clock);
    for (let count = 0; count < 3; count += 1) expect(await answers.attempt(wrong)).toBe(false);
    for (const wait of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      await clock.advance(wait * 1000 - 1);
      await expect(answers.attempt(right)).rejects.toMatchObject(waiting);
      await clock.advance(1);
      expect(await answers.attempt(wrong)).toBe(false);
    }
    await clock.advance(300_000);
    expect(await answers.attempt(right)).toBe(true);
    // A right answer makes good for all of them.
    expect(await answers.attempt(wrong)).toBe(false);
    expect(await answers.attempt(right)).toBe(true);
  });

  it('are remembered over restarts, also one that ended while it was looked at', async () => {
    const clock = manualClock();
    const answers = await openWrongAnswers(directory, clock);
    for (let count = 0; count < 3; count += 1) await answers.attempt(wrong);
    await clock.advance(1000);
    let killed: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      killed = resolve;
    });
    const never = answers.attempt(async () => {
      await hanging;
      return false;
    });
    await expect
      .poll(() => readFile(join(directory, 'wrong-answers.json'), 'utf8'))
      .toContain('"wrong":4');
    const again = await openWrongAnswers(directory, clock);
    await expect(again.attempt(right)).rejects.toMatchObject({ ...waiting, details: { wait: 2 } });
    killed();
    await never;
  });

  it('are counted one after the other, so that many at once spare no wait', async () => {
    const clock = manualClock();
    const answers = await openWrongAnswers(directory, clock);
    let looked = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () =>
        answers.attempt(() => {
          looked += 1;
          return Promise.resolve(false);
        }),
      ),
    );
    expect(looked).toBe(3);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(47);
  });

  it('do not lock out for ever where the clock was set back', async () => {
    const ahead = manualClock(Date.parse('2099-01-01T00:00:00.000Z'));
    const answers = await openWrongAnswers(directory, ahead);
    for (let count = 0; count < 4; count += 1) {
      await ahead.advance(1000);
      await answers.attempt(wrong);
    }
    const back = manualClock(Date.parse('2026-01-01T00:00:00.000Z'));
    const again = await openWrongAnswers(directory, back);
    await expect(again.attempt(right)).rejects.toMatchObject(waiting);
    await back.advance(2000);
    expect(await again.attempt(right)).toBe(true);
  });

  it('begin anew where the file is damaged', async () => {
    await writeFile(join(directory, 'wrong-answers.json'), '{"format":1,"wrong":-4');
    const answers = await openWrongAnswers(directory, manualClock());
    expect(await answers.attempt(right)).toBe(true);
  });
});
