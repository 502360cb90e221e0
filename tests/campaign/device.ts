import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsoleOptions } from '../../src/main/console/console-options.ts';
import type { Console } from '../../src/main/console/ports.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { fileKeychain } from '../support/file-keychain.ts';
import { openTestConsole } from '../support/test-console.ts';

/** A laptop of an administrator: a data directory and the console on it. */
export interface Device {
  readonly console: Console;
  readonly directory: string;
  readonly close: () => Promise<void>;
}

/** @param url where it reaches the server, which may be a proxy before it */
export async function openDevice(
  server: CouchDbAddress,
  url: string,
  options: Partial<ConsoleOptions> = {},
): Promise<Device> {
  const directory = await mkdtemp(join(tmpdir(), 'mycouch-campaign-'));
  const console = await openTestConsole(directory, {
    keychain: fileKeychain(directory),
    passphrase: null,
    ...options,
  });
  const close = async () => {
    await console.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const { username, password } = server;
    await console.api.connection.connect({ url, username, password });
  } catch (error) {
    await close();
    throw error;
  }
  return { console, directory, close };
}
