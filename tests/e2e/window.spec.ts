import { readFile } from 'node:fs/promises';
import { expect, test } from './support/launch.ts';

test.describe('the window', () => {
  test('opens, and its page has neither Node nor Electron', async ({ launch }) => {
    const { page } = await launch();
    await expect(page).toHaveTitle(/MyCouch Console/);
    await expect(page.locator('#root')).not.toBeEmpty();
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'exports', 'Buffer', 'global', 'electron'].filter(
        (name) => name in globalThis,
      ),
    );
    expect(found).toEqual([]);
  });

  test('runs its page in the sandbox of the operating system', async ({ launch }) => {
    test.skip(process.platform !== 'linux', 'reads /proc');
    const { app, page } = await launch();
    await expect(page).toHaveTitle(/MyCouch Console/);
    const { pids, weakened } = await app.evaluate(({ app: electronApp, BrowserWindow }) => ({
      pids: BrowserWindow.getAllWindows().map((window) => window.webContents.getOSProcessId()),
      weakened: ['no-sandbox', 'disable-setuid-sandbox', 'disable-web-security'].filter((name) =>
        electronApp.commandLine.hasSwitch(name),
      ),
    }));
    expect(weakened).toEqual([]);
    expect(pids.length).toBeGreaterThan(0);
    for (const pid of pids) {
      const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
      expect(status).toMatch(/^Seccomp:\s+2$/m);
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    }
  });
});
