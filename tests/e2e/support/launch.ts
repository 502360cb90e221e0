import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';

/** The console in its real window, on a data directory of its own. */
export interface RunningConsole {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly dataDir: string;
  /** Ends the console as a person would; kills it when it does not end. Safe to call twice. */
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** A directory that an earlier launch used; a fresh one otherwise. */
  readonly dataDir?: string;
  /** Further arguments of the console, such as `--practice`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const checkout = join(import.meta.dirname, '../../..');
const patience = 10_000;

/** What Electron needs to find its screen, its keyring and its home; nothing else reaches it. */
const passed = [
  'PATH',
  'HOME',
  'LANG',
  'TMPDIR',
  'DISPLAY',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_RUNTIME_DIR',
  'SystemRoot',
  'APPDATA',
  'LOCALAPPDATA',
  'TEMP',
];

function environment(): Record<string, string> {
  const common = Object.fromEntries(
    passed.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  // The session of the tests has a screen for each worker.
  const screen = process.env['MYCOUCH_E2E_DISPLAYS']?.split(' ')[base.info().parallelIndex];
  const [display, authority] = screen?.split('=') ?? [];
  return display === undefined || authority === undefined
    ? common
    : { ...common, DISPLAY: display, XAUTHORITY: authority };
}

/** The process is asked for while there is one: Playwright forgets it when it has ended. */
async function endProcess(app: ElectronApplication, child: ChildProcess): Promise<void> {
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  if (ended()) return;
  const exit = once(child, 'exit');
  const impatience = setTimeout(() => child.kill('SIGKILL'), patience);
  await app.close().catch(() => undefined);
  if (!ended()) await exit;
  clearTimeout(impatience);
}

/** Opens an Electron program of a test's own, with a window, in the place of a browser. */
export async function launchBrowser(
  folder: string,
): Promise<{ readonly page: Page; readonly close: () => Promise<void> }> {
  const app = await _electron.launch({
    args: [folder],
    chromiumSandbox: true,
    env: environment(),
  });
  const child = app.process();
  try {
    const page = await app.firstWindow();
    return { page, close: () => endProcess(app, child) };
  } catch (error) {
    await endProcess(app, child);
    throw error;
  }
}

/** Opens the console with Chromium's sandbox on. */
async function launchConsole(
  dataDir: string,
  { args = [], env = {} }: Omit<LaunchOptions, 'dataDir'> = {},
): Promise<RunningConsole> {
  const app = await _electron.launch({
    cwd: checkout,
    args: [checkout, '--data', dataDir, ...args],
    chromiumSandbox: true,
    env: { ...environment(), ...env },
  });
  const child = app.process();
  try {
    const page = await app.firstWindow();
    return { app, page, dataDir, close: () => endProcess(app, child) };
  } catch (error) {
    await endProcess(app, child);
    throw error;
  }
}

type Launch = (options?: LaunchOptions) => Promise<RunningConsole>;

/** `launch` opens any number of consoles; all are ended and their data removed after the test. */
export const test = base.extend<{ launch: Launch }>({
  // Playwright reads a fixture's dependencies from this pattern, so it has to be one.
  launch: async ({}, use) => {
    const running: RunningConsole[] = [];
    const folders: string[] = [];
    await use(async ({ dataDir, ...options } = {}) => {
      const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'mycouch-console-')));
      if (dataDir === undefined) folders.push(folder);
      const opened = await launchConsole(folder, options);
      running.push(opened);
      return opened;
    });
    for (const opened of running) await opened.close();
    for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
});

export { expect } from '@playwright/test';
