import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from './launch.ts';

/** Chromium as it is, without anything of the console: Electron with an empty program. */
export async function openBrowser(url: string) {
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-browser-'));
  await chmod(folder, 0o755);
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'browser', version: '1.0.0', type: 'module', main: 'main.js' }),
  );
  await writeFile(
    join(folder, 'main.js'),
    `import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';
app.setPath('userData', join(import.meta.dirname, 'data'));
void app.whenReady().then(() =>
  new BrowserWindow({ webPreferences: { sandbox: true } }).loadURL(${JSON.stringify(url)}),
);
`,
  );
  const opened = await launchBrowser(folder);
  return {
    page: opened.page,
    close: async () => {
      await opened.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
