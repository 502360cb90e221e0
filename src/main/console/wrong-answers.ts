import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

/** Wrong answers in a row that cost no waiting: slips of the finger. */
const freeAnswers = 3;
const longestWait = 300_000;

const fileSchema = z.object({
  format: z.literal(1),
  wrong: z.number().int().min(0),
  /** Milliseconds since 1970 of the last attempt. */
  at: z.number(),
});

/** How often in a row somebody answered wrongly on this device, whoever asked and in whatever run. */
export interface WrongAnswers {
  /**
   * Runs one check of an answer, after those that came before. An attempt is counted on the disk before it
   * is made, so that ending the program spares nobody the wait: from the third wrong answer on one second,
   * then twice as long each time, up to five minutes.
   * @returns whether the answer was right. Error: `reauthentication-needed` while the wait lasts.
   */
  readonly attempt: (check: () => Promise<boolean>) => Promise<boolean>;
}

/** Reads `wrong-answers.json` of a data directory; a damaged one counts as one without a wait. */
export async function openWrongAnswers(directory: string, clock: Clock): Promise<WrongAnswers> {
  const path = join(directory, 'wrong-answers.json');
  let { wrong, at } = read(await readIfPresent(path));
  let turn: Promise<unknown> = Promise.resolve();

  async function save(count: number): Promise<void> {
    wrong = count;
    at = clock.now().getTime();
    await writeDurably(path, `${JSON.stringify({ format: 1, wrong, at })}\n`);
  }

  function requireWaited(): void {
    const now = clock.now().getTime();
    // A clock that was set back must not make the wait endless.
    at = Math.min(at, now);
    const left = at + waitAfter(wrong) - now;
    if (left <= 0) return;
    const seconds = Math.ceil(left / 1000);
    throw new ConsoleError(
      'reauthentication-needed',
      `Too many wrong answers: the next one is taken in ${String(seconds)} s.`,
      { remedy: 'Wait, then answer again.', details: { wait: seconds } },
    );
  }

  async function attempt(check: () => Promise<boolean>): Promise<boolean> {
    requireWaited();
    const before = wrong;
    await save(before + 1);
    const right = await check();
    if (right) await save(0);
    // The wait begins with the answer, however long it took to look at it.
    at = clock.now().getTime();
    return right;
  }

  return {
    attempt: (check) => {
      const mine = turn.then(() => attempt(check));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** Milliseconds. */
function waitAfter(wrong: number): number {
  return wrong < freeAnswers ? 0 : Math.min(1000 * 2 ** (wrong - freeAnswers), longestWait);
}

function read(text: string | null): { readonly wrong: number; readonly at: number } {
  const parsed = fileSchema.safeParse(parseOrNull(text ?? 'null'));
  return parsed.success ? parsed.data : { wrong: 0, at: 0 };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
