import { join } from 'node:path';
import { app, BrowserWindow, clipboard, dialog, nativeTheme, shell } from 'electron';
import type { Logger } from 'pino';
import { ConsoleError, reportError } from '../../shared/errors.ts';
import { mailLink } from '../../shared/people/mail-link.ts';
import { createConsole } from '../console.ts';
import type { ClipboardPort, Console, FolderPort, MailPort } from '../console/ports.ts';
import { serveControl } from '../control/serve-control.ts';
import { withDesktop } from './desktop-api.ts';
import { askToRetry } from './failed-start.ts';
import { startFailed } from './fatal.ts';
import { createPracticeLauncher } from './practice-launcher.ts';

const systemClipboard: ClipboardPort = {
  write: async (text) => {
    if (text === '') clipboard.clear();
    else await clipboard.writeText(text);
  },
  read: async () => clipboard.readText(),
};

const systemFolder: FolderPort = {
  choose: async () => {
    const properties = ['openDirectory', 'createDirectory'] as const;
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const options = { properties: [...properties] };
    const { canceled, filePaths } = await (window === undefined
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options));
    return canceled ? null : (filePaths[0] ?? null);
  },
};

const systemMail: MailPort = {
  // The only other address that leaves the console: of a scheme that is fixed here, made in this process.
  write: async (message) => {
    try {
      await shell.openExternal(mailLink(message));
    } catch (cause) {
      throw new ConsoleError('not-allowed-in-state', 'No mail program could be opened.', {
        remedy: `Write to ${message.to} yourself and paste the link.`,
        cause,
      });
    }
  },
};

/**
 * Opens the console on the data directory, with its door for the command line. While another program
 * holds the data, asks whether to try again. `programs` is the folder of the main bundle.
 */
export async function openConsole(
  directory: string,
  programs: string,
  log: Logger,
): Promise<Console> {
  const console = await createOrAsk(directory, programs, log);
  const { theme } = await console.api.app.state(undefined);
  nativeTheme.themeSource = theme;
  const desktop = withDesktop(console.api, {
    follow: (chosen) => {
      nativeTheme.themeSource = chosen;
    },
    clipboard: systemClipboard,
  });
  const window: Console = { ...console, api: desktop.api };
  const control = await serveControl({ directory, console: window, owner: 'window', log }).catch(
    (error: unknown) => {
      // The window works without it; the command line then says that the data is in use.
      log.error({ error }, 'the command line cannot reach this console');
      return null;
    },
  );
  return {
    ...window,
    close: async () => {
      await desktop.clearClipboard().catch((error: unknown) => {
        log.warn({ error }, 'the clipboard could not be cleared');
      });
      await control?.close();
      await console.close();
    },
  };
}

async function createOrAsk(directory: string, programs: string, log: Logger): Promise<Console> {
  for (;;) {
    try {
      return await createConsole({
        directory,
        version: app.getVersion(),
        log,
        practice: createPracticeLauncher(join(programs, '../practice/main.js'), log),
        clipboard: systemClipboard,
        folder: systemFolder,
        mail: systemMail,
      });
    } catch (error) {
      const report = reportError(error);
      if (report.code !== 'data-in-use') throw error;
      if (await askToRetry(report)) continue;
      app.exit(startFailed);
      // Nobody who waits for the console may go on while the process ends.
      return new Promise<never>(() => undefined);
    }
  }
}
