import { join } from 'node:path';
import { z } from 'zod';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

const preferencesSchema = z.object({ theme: z.enum(['light', 'dark', 'system']) });
export type Theme = z.infer<typeof preferencesSchema>['theme'];

/** How this device wants to look. */
export interface Preferences {
  readonly theme: () => Theme;
  readonly setTheme: (theme: Theme) => Promise<void>;
}

/** Taste is no reason not to start: what cannot be read is the default. */
export async function openPreferences(directory: string): Promise<Preferences> {
  const path = join(directory, 'preferences.json');
  let theme: Theme = 'system';
  try {
    const text = await readIfPresent(path);
    if (text !== null) theme = preferencesSchema.parse(JSON.parse(text)).theme;
  } catch {
    theme = 'system';
  }
  return {
    theme: () => theme,
    setTheme: async (next) => {
      await writeDurably(path, JSON.stringify({ theme: next }));
      theme = next;
    },
  };
}
