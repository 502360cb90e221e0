import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncStatus } from '../../src/shared/sync-status.ts';
import { createConsole } from '../../src/main/console.ts';
import type { ConsoleOptions } from '../../src/main/console/console-options.ts';
import type { Console } from '../../src/main/console/ports.ts';
import { fileKeychain } from './file-keychain.ts';

export const testPassphrase = 'a passphrase for tests only';

/** A directory that is gone after `remove`. */
export async function temporaryDirectory(name: string): Promise<{
  readonly path: string;
  readonly remove: () => Promise<void>;
}> {
  const path = await mkdtemp(join(tmpdir(), `mycouch-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * A console as a window would have it: beside a keychain, which costs no passphrase's half second. Without a
 * keychain where `options` say what the passphrase is.
 */
export function openTestConsole(
  directory: string,
  options: Partial<ConsoleOptions> = {},
): Promise<Console> {
  return createConsole({
    directory,
    version: '0.0.0-test',
    operatorName: 'anna',
    passphrase: null,
    keychain: options.passphrase === undefined ? fileKeychain(directory) : null,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    ...options,
  });
}

/**
 * Shows a service account's credential, after proving to be there as an operator would. `secret`: the
 * password of the server's administrator.
 */
export async function reveal(
  console: Console,
  tenantId: string,
  account: 'sync' | 'admin',
  secret: string,
) {
  const { until } = await console.api.accounts.reauthentication(undefined);
  if (until === null) await console.api.accounts.reauthenticate({ secret });
  return console.api.accounts.reveal({ tenantId, account });
}

export const tenantForm = (key: string, name = `Tenant ${key}`) => ({
  key,
  name,
  description: '',
  ownerEmail: null,
  blueprint: 'blueprint_shop',
});

/** Every tenant of a console, by key. */
export async function listTenants(console: Console) {
  return console.api.tenants.list({
    search: '',
    state: 'all',
    waiting: false,
    sort: 'key',
    direction: 'asc',
    offset: 0,
    limit: 500,
  });
}

/** Resolves with the first sync status that fits, the current one included. */
export async function syncStatus(
  console: Console,
  fits: (status: SyncStatus) => boolean,
): Promise<SyncStatus> {
  const now = await console.api.sync.status(undefined);
  if (fits(now)) return now;
  return new Promise((resolve) => {
    const stop = console.events.on('sync.status', (status) => {
      if (!fits(status)) return;
      stop();
      resolve(status);
    });
  });
}

/** Resolves once the console's registry fits; looks again after every change of it. */
export async function registryShows(console: Console, fits: () => Promise<boolean>): Promise<void> {
  if (await fits()) return;
  await new Promise<void>((resolve, reject) => {
    const stop = console.events.on('registry.changed', () => {
      fits().then((done) => {
        if (!done) return;
        stop();
        resolve();
      }, reject);
    });
  });
}
