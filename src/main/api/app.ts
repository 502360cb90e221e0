import { release } from 'node:os';
import { z } from 'zod';
import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { copyText } from '../console/copy-text.ts';
import type { Services } from './services.ts';

/** Electron adds its own to those of Node. */
const versionsSchema = z.object({
  node: z.string(),
  electron: z.string().optional(),
  chrome: z.string().optional(),
});

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
      await copyText({ clipboard, clock }, text, secret);
      return null;
    },
  };
}
