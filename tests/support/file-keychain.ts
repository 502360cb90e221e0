import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Keychain } from '../../src/main/secrets/keychain.ts';

const contentSchema = z.record(z.string(), z.string());

/**
 * Stands in for the operating system's keychain: one file beside the data, written at once, so that it is
 * still there after a kill, and opened without a passphrase's half second.
 */
export function fileKeychain(directory: string): Keychain {
  const path = join(directory, 'test-keychain.json');
  const read = (): Record<string, string> => {
    try {
      return contentSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      return {};
    }
  };
  const write = (content: Record<string, string>) => {
    writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
  };
  return {
    get: (account) => Promise.resolve(read()[account] ?? null),
    set: (account, secret) => {
      write({ ...read(), [account]: secret });
      return Promise.resolve();
    },
    delete: (account) => {
      write(Object.fromEntries(Object.entries(read()).filter(([name]) => name !== account)));
      return Promise.resolve();
    },
  };
}
