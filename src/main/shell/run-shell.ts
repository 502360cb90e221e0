import { join } from 'node:path';
import { app, powerMonitor, type BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import type { Console } from '../console/ports.ts';
import { listAssets } from './assets.ts';
import { registerBridge } from './bridge.ts';
import type { DataPaths } from './data-paths.ts';
import { failStart } from './failed-start.ts';
import { explainFailedStart } from './fatal.ts';
import { connectPracticeOnFirstRun } from './first-practice.ts';
import { followLinks } from './links.ts';
import { setApplicationMenu } from './menu.ts';
import { showNotices } from './notices.ts';
import { openConsole } from './open-console.ts';
import { serveAssets } from './protocol.ts';
import { closeBeforeQuit } from './quit.ts';
import { createWindowSession, guardEverything } from './security.ts';
import { openShellLog } from './shell-log.ts';
import { openWindow } from './window.ts';

export interface ShellOptions {
  readonly paths: DataPaths;
  /** Connect to the practice server by itself on a first run. */
  readonly practice: boolean;
  /** What the console was started to open, unread; null: nothing. */
  readonly link: string | null;
  /** The folder of the main bundle; the other bundles lie beside it. */
  readonly programs: string;
}

/** Runs the window, its bridge and the console behind it until the app quits. */
export function runShell(options: ShellOptions): void {
  const log = openShellLog(options.paths.directory);
  followUnexpectedErrors(log);
  guardEverything(log);
  const ready = app
    .whenReady()
    .then(() => openConsole(options.paths.directory, options.programs, log));
  let comeForward = (): void => undefined;
  followLinks(options.link, ready, () => {
    comeForward();
  });
  closeBeforeQuit(async () => {
    const console = await ready.catch(() => null);
    await console?.close();
  }, log);
  app
    .whenReady()
    .then(() =>
      showWindow(options, ready, log, (show) => {
        comeForward = show;
      }),
    )
    .catch((error: unknown) => {
      log.error({ error }, 'the console could not start');
      return failStart(explainFailedStart(error, options.paths.directory));
    });
}

async function showWindow(
  { paths, practice, programs }: ShellOptions,
  ready: Promise<Console>,
  log: Logger,
  onShow: (show: () => void) => void,
): Promise<void> {
  setApplicationMenu();
  const session = createWindowSession();
  serveAssets(session, await listAssets(join(programs, '../renderer')), log);
  let window: BrowserWindow | null = null;
  registerBridge({ ready, window: () => window, log });
  const open = (): void => {
    const opened = openWindow({
      session,
      preload: join(programs, '../preload/preload.cjs'),
      icon: join(programs, '../../resources/icon.png'),
      stateFile: paths.windowState,
      ready,
      log,
    });
    opened.on('closed', () => {
      window = null;
    });
    window = opened;
  };
  const comeForward = (): void => {
    if (window === null) {
      open();
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  onShow(comeForward);
  app.on('second-instance', comeForward);
  app.on('activate', comeForward);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  open();
  const console = await ready;
  showNotices(console, comeForward, log).catch((error: unknown) => {
    log.warn({ error }, 'nothing will be told on the desktop');
  });
  powerMonitor.on('resume', console.online);
  powerMonitor.on('unlock-screen', console.online);
  if (practice) {
    await connectPracticeOnFirstRun(console, log).catch((error: unknown) => {
      log.warn({ error }, 'the practice server could not be connected on the first run');
    });
  }
}

/** What nobody caught goes to the log instead of a box with a stack in it; the work goes on. */
function followUnexpectedErrors(log: Logger): void {
  process.on('uncaughtException', (error) => {
    log.error({ error }, 'an error nobody expected');
  });
  process.on('unhandledRejection', (error) => {
    log.error({ error }, 'a rejection nobody expected');
  });
}
