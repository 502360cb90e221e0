import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import '../support/bridge-type.ts';
import { expect, test, type RunningConsole } from '../support/launch.ts';

/** Set by `npm run bench -- console`. */
const wanted = z
  .object({ runs: z.number().int().min(1), seeded: z.string(), empty: z.string() })
  .parse(JSON.parse(process.env['MYCOUCH_BENCH'] ?? 'null'));

const out = join(process.env['MYCOUCH_E2E_RESULTS'] ?? 'test-results', 'bench-console.json');

declare global {
  interface Window {
    /** Milliseconds from the key to the frame that shows what was typed. */
    benchShown: Promise<number>;
  }
}

/** Typed one letter after the other; found in names, keys and descriptions of many scripts. */
const typed = [
  'kingfisher',
  'müller',
  'gärtnerei',
  't100',
  '书店',
  'северный',
  'books north',
  'zum w',
];
const pages = 200;
/** The window is let alone so long before its memory is read, in milliseconds. */
const rest = 3000;

interface Run {
  readonly start: number;
  readonly memory: number;
  /** Milliseconds of each; empty for the empty registry. */
  readonly search: readonly number[];
  readonly page: readonly number[];
}

/** When the list, or that there is nothing in it, is on screen: milliseconds since 1970. */
function drawn({ page }: RunningConsole): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const row = document.querySelector('[role="grid"] [role="row"][id^="tenant-row-"]');
          const filled = (row?.textContent ?? '').trim() !== '';
          const none = document.querySelector('main .empty') !== null;
          if (filled || none) resolve(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

/** Milliseconds of pages from anywhere in the list, over the bridge. */
function pageTimes({ page }: RunningConsole): Promise<readonly number[]> {
  return page.evaluate(async (count) => {
    const times: number[] = [];
    const query = { search: '', state: 'all', waiting: false, direction: 'asc' } as const;
    const sorts = ['name', 'key', 'createdAt', 'updatedAt'] as const;
    // The first of each order sorts once.
    for (const sort of sorts) {
      await window.mycouch.tenants.list({ ...query, sort, offset: 0, limit: 100 });
    }
    for (let number = 0; number < count; number += 1) {
      const sort = sorts[number % sorts.length] ?? 'name';
      const offset = (number * 7919) % 9900;
      const begun = performance.now();
      await window.mycouch.tenants.list({ ...query, sort, offset, limit: 100 });
      times.push(performance.now() - begun);
    }
    return times;
  }, pages);
}

/** What the list has to show for a search: how many rows, and the first one's key. */
async function expected({ page }: RunningConsole, search: string) {
  const answer = await page.evaluate(
    (text) =>
      window.mycouch.tenants.list({
        search: text,
        state: 'current',
        waiting: false,
        sort: 'name',
        direction: 'asc',
        offset: 0,
        limit: 1,
      }),
    search,
  );
  if (!answer.ok) throw new Error(answer.error.message);
  return { total: answer.value.total, key: answer.value.rows[0]?.key ?? '' };
}

/** Milliseconds from each key to the frame in which the list shows what was typed. */
async function searchTimes(console: RunningConsole): Promise<readonly number[]> {
  const { page } = console;
  const times: number[] = [];
  const box = page.getByRole('searchbox', { name: 'Search tenants' });
  for (const text of typed) {
    await box.fill('');
    let before = await expected(console, '');
    for (let length = 1; length <= text.length; length += 1) {
      const wantedList = await expected(console, text.slice(0, length));
      // What looks the same cannot be told from the list before.
      const same = wantedList.total === before.total && wantedList.key === before.key;
      // In two steps, so that the page listens before the key is pressed.
      await page.evaluate(({ total, key }) => {
        window.benchShown = new Promise<number>((resolve, reject) => {
          let typedAt = 0;
          const late = performance.now() + 10_000;
          const noted = (event: Event): void => {
            if (typedAt === 0) typedAt = event.timeStamp;
          };
          // Letters that no key of the keyboard has come without the press of one.
          for (const name of ['keydown', 'input']) {
            addEventListener(name, noted, { once: true, capture: true });
          }
          const look = (): void => {
            const grid = document.querySelector('[role="grid"]');
            const rows = Number(grid?.getAttribute('aria-rowcount') ?? '1') - 1;
            const first = document.querySelector('#tenant-row-0')?.textContent ?? '';
            const there =
              total === 0 ? grid === null || rows === 0 : rows === total && first.includes(key);
            if (typedAt > 0 && there) {
              // After the frame that shows it was painted.
              const channel = new MessageChannel();
              channel.port1.onmessage = () => {
                resolve(performance.now() - typedAt);
              };
              channel.port2.postMessage(null);
            } else if (performance.now() > late) {
              reject(
                new Error(
                  `not shown: ${String(rows)} rows from ${first}, typed ${String(typedAt > 0)}`,
                ),
              );
            } else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        });
        window.benchShown.catch(() => undefined);
      }, wantedList);
      const letter = text.charAt(length - 1);
      if (/^[ -~]$/.test(letter)) await page.keyboard.press(letter === ' ' ? 'Space' : letter);
      else await page.keyboard.insertText(letter);
      const took = await page
        .evaluate(() => window.benchShown)
        .catch((error: unknown) => {
          throw new Error(`${text.slice(0, length)}: ${JSON.stringify(wantedList)}`, {
            cause: error,
          });
        });
      if (!same) times.push(took);
      before = wantedList;
    }
  }
  return times;
}

async function played(
  launch: (dataDir: string) => Promise<RunningConsole>,
  source: string,
  full: boolean,
): Promise<Run> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mycouch-bench-'));
  try {
    await cp(source, dataDir, { recursive: true });
    const begun = Date.now();
    const console = await launch(dataDir);
    const start = (await drawn(console)) - begun;
    process.stderr.write(`${full ? 'full' : 'empty'}: drawn after ${start.toFixed(0)} ms\n`);
    const page = full ? await pageTimes(console) : [];
    process.stderr.write(`${String(page.length)} pages\n`);
    const search = full ? await searchTimes(console) : [];
    process.stderr.write(`${String(search.length)} keys\n`);
    await pause(rest);
    const memory = await console.app.evaluate(() => process.memoryUsage().rss / 2 ** 20);
    await console.close();
    return { start, memory, search, page };
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

test('N4: the window with a large registry beside an empty one', async ({ launch }) => {
  test.setTimeout(3_600_000);
  const runs: { full: Run; empty: Run }[] = [];
  const open = (dataDir: string) => launch({ dataDir });
  for (let number = 0; number < wanted.runs; number += 1) {
    // Whoever comes second finds the programs in the memory of the system, so the order changes.
    const first = number % 2 === 0 ? await played(open, wanted.empty, false) : null;
    const full = await played(open, wanted.seeded, true);
    const empty = first ?? (await played(open, wanted.empty, false));
    runs.push({ full, empty });
    process.stderr.write(
      `run ${String(number + 1)}: start ${full.start.toFixed(0)} ms against ${empty.start.toFixed(0)} ms\n`,
    );
  }
  expect(runs).toHaveLength(wanted.runs);
  await writeFile(out, JSON.stringify(runs));
});
