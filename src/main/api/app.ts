import { release } from 'node:os';
import { z } from 'zod';
import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { ClipboardPort } from '../console/ports.ts';
import type { Services } from './services.ts';

/** Electron adds its own to those of Node. */
const versionsSchema = z.object({
  node: z.string(),
  electron: z.string().optional(),
  chrome: z.string().optional(),
});

/** How long a secret stays on the clipboard, in milliseconds. */
const clipboardTime = 60_000;

export function appApi(services: Services): ConsoleApi['app'] {
  const { clipboard, clock, preferences, registry } = services;
  return {
    state: () =>
      Promise.resolve({
        version: services.version,
        theme: preferences.theme(),
        notices: preferences.values().notices,
        operator: { name: services.operatorName, role: services.role },
        device: services.device.name,
        firstRun: services.connection.current() === null && registry.snapshot().servers.size === 0,
      }),
    about: () => {
      const { node, electron = null, chrome = null } = versionsSchema.parse(process.versions);
      return Promise.resolve({
        directory: services.directory,
        platform: process.platform,
        architecture: process.arch,
        release: release(),
        versions: { node, electron, chrome },
      });
    },
    setTheme: async ({ theme }) => {
      await preferences.setTheme(theme);
      return null;
    },
    setNotice: async ({ cause, on }) => {
      await preferences.change({ notices: { ...preferences.values().notices, [cause]: on } });
      return null;
    },
    copy: async ({ text, secret }) => {
      if (clipboard === null) {
        throw new ConsoleError('not-allowed-in-state', 'This console has no clipboard.');
      }
      await clipboard.write(text);
      if (secret) {
        clock.timer(clipboardTime, () => {
          // A clipboard that cannot be read now has nothing to be taken off by us.
          clearIfStill(clipboard, text).catch(() => undefined);
        });
      }
      return null;
    },
  };
}

/** Only what is still ours: somebody may have copied something else since. */
async function clearIfStill(clipboard: ClipboardPort, text: string): Promise<void> {
  if ((await clipboard.read()) === text) await clipboard.write('');
}
