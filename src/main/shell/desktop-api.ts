import { createHash } from 'node:crypto';
import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { AppState } from '../../shared/bridge/views.ts';
import type { ClipboardPort } from '../console/ports.ts';

export interface Desktop {
  /** Tells the system's own widgets, and thereby the pages, of a theme. */
  readonly follow: (theme: AppState['theme']) => void;
  readonly clipboard: ClipboardPort;
}

export interface DesktopApi {
  readonly api: ConsoleApi;
  /** Takes a copied secret off the clipboard if it is still there; for quitting before its time is up. */
  readonly clearClipboard: () => Promise<void>;
}

/** The console's API with what it means for the desktop: a saved theme shows, a copied secret does not stay. */
export function withDesktop(api: ConsoleApi, { follow, clipboard }: Desktop): DesktopApi {
  // The secret itself is not kept for this.
  let copied: string | null = null;
  return {
    api: {
      ...api,
      app: {
        ...api.app,
        setTheme: async (argument) => {
          const answer = await api.app.setTheme(argument);
          follow(argument.theme);
          return answer;
        },
        copy: async (argument) => {
          const answer = await api.app.copy(argument);
          copied = argument.secret ? hashOf(argument.text) : null;
          return answer;
        },
      },
    },
    clearClipboard: async () => {
      const sought = copied;
      copied = null;
      if (sought !== null && hashOf(await clipboard.read()) === sought) await clipboard.write('');
    },
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
