import { join } from 'node:path';
import { z } from 'zod';
import type { NoticeSwitches } from '../../shared/notices/notice.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

const ids = z.array(z.string().max(100)).max(100);

const allNotices: NoticeSwitches = { public: true, applied: true, conflicts: true, sync: true };
const notice = z.boolean().catch(true).default(true);

const preferencesSchema = z.object({
  theme: z.enum(['light', 'dark', 'system']).catch('system'),
  /** Uuids of tenants, the latest first: of several servers, of which each has its own. */
  opened: ids.catch([]).default([]),
  active: ids.catch([]).default([]),
  tenantColumns: ids.nullable().catch(null).default(null),
  /** What may be told on the desktop. */
  notices: z
    .object({ public: notice, applied: notice, conflicts: notice, sync: notice })
    .catch(allNotices)
    .default(allNotices),
});

export type PreferenceValues = z.infer<typeof preferencesSchema>;
export type Theme = PreferenceValues['theme'];

const defaults: PreferenceValues = {
  theme: 'system',
  opened: [],
  active: [],
  tenantColumns: null,
  notices: allNotices,
};

/** How this device wants to look, and where on it somebody was. */
export interface Preferences {
  readonly values: () => PreferenceValues;
  readonly change: (changed: Partial<PreferenceValues>) => Promise<void>;
  readonly theme: () => Theme;
  readonly setTheme: (theme: Theme) => Promise<void>;
}

/** Taste is no reason not to start: what cannot be read is the default. */
export async function openPreferences(directory: string): Promise<Preferences> {
  const path = join(directory, 'preferences.json');
  let values = defaults;
  let writing: Promise<void> = Promise.resolve();
  try {
    const text = await readIfPresent(path);
    if (text !== null) values = preferencesSchema.parse(JSON.parse(text));
  } catch {
    values = defaults;
  }
  function change(changed: Partial<PreferenceValues>): Promise<void> {
    // One after the other, so that the last one asked for is the one that stays.
    writing = writing
      .catch(() => undefined)
      .then(async () => {
        const next = { ...values, ...changed };
        await writeDurably(path, JSON.stringify(next));
        values = next;
      });
    return writing;
  }
  return {
    values: () => values,
    change,
    theme: () => values.theme,
    setTheme: (theme) => change({ theme }),
  };
}
