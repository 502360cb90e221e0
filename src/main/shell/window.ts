import { readFileSync } from 'node:fs';
import { BrowserWindow, app, nativeTheme, screen, type Session } from 'electron';
import type { Logger } from 'pino';
import { replaceFile } from './atomic-file.ts';
import { startUrl } from './origin.ts';
import { parseWindowState, placeWindow, smallestWindow, type WindowState } from './window-state.ts';

export interface WindowOptions {
  readonly session: Session;
  /** The bundled preload script. */
  readonly preload: string;
  readonly icon: string;
  /** Where size and position are kept. */
  readonly stateFile: string;
  /** The window shows itself when its page is drawn and this has resolved. */
  readonly ready: Promise<unknown>;
  readonly log: Logger;
}

/** How often a crashed page is loaded again before the window is given up. */
const reloads = { count: 3, within: 60_000 } as const;
const saveDelay = 400;

/** Opens the console's one window, hidden until it has something to show. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const placed = placeWindow(
    readState(options.stateFile),
    [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...placed.bounds,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: 'MyCouch Console',
    icon: options.icon,
    backgroundColor: backgroundColor(),
    webPreferences: {
      preload: options.preload,
      session: options.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      safeDialogs: true,
      devTools: !app.isPackaged,
    },
  });
  followTheme(window);
  keepState(window, options);
  reloadAfterCrash(window, options.log);
  showWhenReady(window, placed.maximized, options.ready);
  window.loadURL(startUrl).catch((error: unknown) => {
    options.log.error({ error }, 'the window could not load its page');
  });
  return window;
}

/** The colour the pages have behind everything, so that opening and resizing do not flash. */
function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff';
}

function followTheme(window: BrowserWindow): void {
  const follow = (): void => {
    window.setBackgroundColor(backgroundColor());
  };
  nativeTheme.on('updated', follow);
  window.on('closed', () => {
    nativeTheme.off('updated', follow);
  });
}

function showWhenReady(window: BrowserWindow, maximized: boolean, ready: Promise<unknown>): void {
  window.once('ready-to-show', () => {
    ready.then(
      () => {
        if (window.isDestroyed()) return;
        if (maximized) window.maximize();
        window.show();
      },
      () => undefined,
    );
  });
}

function keepState(window: BrowserWindow, { stateFile, log }: WindowOptions): void {
  let waiting: NodeJS.Timeout | null = null;
  const save = (): void => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    const state: WindowState = {
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
    };
    try {
      replaceFile(stateFile, JSON.stringify(state));
    } catch (error) {
      log.warn({ error }, 'the place of the window could not be saved');
    }
  };
  const saveSoon = (): void => {
    waiting ??= setTimeout(save, saveDelay);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('maximize', saveSoon);
  window.on('unmaximize', saveSoon);
  window.on('close', save);
}

function readState(stateFile: string): WindowState | null {
  try {
    return parseWindowState(readFileSync(stateFile, 'utf8'));
  } catch {
    return null;
  }
}

function reloadAfterCrash(window: BrowserWindow, log: Logger): void {
  let crashes: readonly number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    crashes = [...crashes.filter((time) => now - time < reloads.within), now];
    log.error({ reason, exitCode, crashes: crashes.length }, 'the page of the window is gone');
    if (crashes.length > reloads.count) window.destroy();
    else window.webContents.reload();
  });
}
