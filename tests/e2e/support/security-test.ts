import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test as base, type RunningConsole } from './launch.ts';
import './bridge-type.ts';
import { startTrapServer, type TrapServer } from './trap-server.ts';

/** A console that has drawn its page, and a web site that nobody may ever reach. */
export const test = base.extend<{ opened: RunningConsole; trap: TrapServer }>({
  trap: async ({}, use) => {
    const trap = await startTrapServer();
    await use(trap);
    await trap.stop();
  },
  opened: async ({ launch }, use) => {
    const opened = await launch();
    await expect(opened.page.locator('#root')).not.toBeEmpty();
    await use(opened);
  },
});

/** How often the console's log tells of a refusal so far. */
export async function refusals(opened: RunningConsole): Promise<number> {
  const log = await readFile(join(opened.dataDir, 'logs/console.log'), 'utf8').catch(() => '');
  return log.split('\n').filter((line) => line.includes('refused')).length;
}

export { expect };
