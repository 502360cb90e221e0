import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Console } from '../../src/main/console/ports.ts';
import type { Clock } from '../../src/shared/clock.ts';
import type { TenantDetail } from '../../src/shared/bridge/views.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { fileKeychain } from '../support/file-keychain.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { listTenants, openTestConsole } from '../support/test-console.ts';
import { type Claims, watchClaims } from './sync-claims.ts';

/** The way of one data directory, and of those copied from it, to the server. */
export interface Link {
  readonly proxy: FaultProxy;
  /** False while the device is on a plane. */
  online: boolean;
}

/** A laptop of the sync campaign; it may be closed, killed, copied and put back. */
export interface SyncDevice {
  readonly name: string;
  readonly link: Link;
  readonly console: () => Console;
  readonly directory: () => string;
  readonly clock: Clock;
  /** All tenants, whatever their state, as the device shows them. */
  readonly tenants: () => Promise<readonly TenantDetail[]>;
  /** Looks whether a generation or an epoch fell. */
  readonly look: () => Promise<void>;
  /** Runs with the console closed, on its data directory. */
  readonly closedFor: (act: (directory: string) => Promise<void>) => Promise<void>;
  /** Ends at this moment, with nothing said to anybody, and starts again on what is on the disk. */
  readonly crash: () => Promise<void>;
  /** A copy of the data directory as it is now. */
  readonly image: () => Promise<DeviceImage>;
  /** Goes on from an older copy of itself. */
  readonly putBack: (image: DeviceImage) => Promise<void>;
  /** Resolves when every claim to be in agreement was checked. */
  readonly claimsChecked: () => Promise<void>;
  /** Before the server is set back to an older copy. */
  readonly serverSetBack: () => Promise<void>;
  readonly close: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** What a data directory was once. */
export interface DeviceImage {
  readonly directory: string;
  readonly heights: ReadonlyMap<string, Heights>;
}

interface Heights {
  readonly generation: number;
  readonly epoch: number;
}

export interface SyncDeviceOptions {
  readonly server: CouchDbAddress;
  readonly name: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly violated: (what: string) => void;
  readonly count: (what: string, many?: number) => void;
}

interface Running {
  readonly console: Console;
  readonly claims: Claims;
  readonly end: () => Promise<void>;
}

const prefix = join(tmpdir(), 'mycouch-sync-');

/** A new device, connected to the server through a proxy of its own. */
export async function startSyncDevice(options: SyncDeviceOptions): Promise<SyncDevice> {
  const link: Link = { proxy: await startFaultProxy(options.server.url), online: true };
  const device = await openSyncDevice(options, link, {
    directory: await mkdtemp(prefix),
    heights: new Map(),
  });
  const { username, password } = options.server;
  await device.console().api.connection.connect({ url: link.proxy.url, username, password });
  return device;
}

/** A device on a data directory that is there, by a way that is there. */
export async function openSyncDevice(
  options: SyncDeviceOptions,
  link: Link,
  image: DeviceImage,
): Promise<SyncDevice> {
  const { name, clock, violated, server, count } = options;
  // Of its own, so that the timing of its attempts changes nothing in the history.
  const random = seededRandom(Math.floor(options.random() * 2 ** 31));
  let { directory } = image;
  let heights = new Map(image.heights);
  let running = await open();

  async function open(): Promise<Running> {
    const opened = await openTestConsole(directory, {
      operatorName: name,
      keychain: fileKeychain(directory),
      passphrase: null,
      clock,
      random,
    });
    const claims = watchClaims({ console: opened, name, directory, server, violated, count });
    let looking = Promise.resolve();
    let ended = false;
    const stop = opened.events.on('registry.changed', () => {
      looking = looking.then(async () => {
        if (!ended) await lookAt(opened).catch(ifOpen);
      });
    });
    /** A look that the end of the console interrupts fails, and says nothing. */
    const ifOpen = (error: unknown) => {
      if (!ended) violated(`${name} could not be looked at: ${String(error)}`);
    };
    return {
      console: opened,
      claims,
      end: async () => {
        ended = true;
        stop();
        await looking;
        await claims.stop();
        await opened.close();
      },
    };
  }

  async function tenantsOf(console: Console): Promise<readonly TenantDetail[]> {
    const { rows } = await listTenants(console);
    const details = await Promise.all(rows.map(({ id }) => console.api.tenants.get({ id })));
    return details.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  async function lookAt(console: Console): Promise<void> {
    for (const { id, key, generation, epoch } of await tenantsOf(console)) {
      const before = heights.get(id) ?? { generation: 0, epoch: 0 };
      if (generation < before.generation || epoch < before.epoch) {
        violated(
          `${name} showed ${key} with generation ${before.generation} and epoch ${before.epoch}, ` +
            `then with ${generation} and ${epoch}`,
        );
      }
      heights.set(id, {
        generation: Math.max(generation, before.generation),
        epoch: Math.max(epoch, before.epoch),
      });
    }
    for (const [id] of heights) {
      if ((await console.api.tenants.get({ id }).catch(() => null)) === null)
        violated(`${name} does not show the tenant ${id} any more`);
    }
  }

  async function copy(tries = 5): Promise<string> {
    const made = await mkdtemp(prefix);
    try {
      // What is being written durably at this moment is under another name until it is whole.
      await cp(directory, made, { recursive: true, filter: (path) => !path.endsWith('.tmp') });
      return made;
    } catch (error) {
      await remove(made);
      // A file that went while it was copied; the next look finds the directory without it.
      if (tries === 1) throw error;
      return copy(tries - 1);
    }
  }

  async function replace(next: string): Promise<void> {
    await running.end();
    await remove(directory);
    directory = next;
    running = await open();
  }

  return {
    name,
    link,
    clock,
    console: () => running.console,
    directory: () => directory,
    tenants: () => tenantsOf(running.console),
    look: () => lookAt(running.console),
    closedFor: async (act) => {
      await running.end();
      await act(directory);
      running = await open();
    },
    crash: async () => {
      // Off the net first, so that what ends here and what goes on there never both speak.
      await link.proxy.pause();
      await replace(await copy());
      if (link.online) await link.proxy.resume();
    },
    image: async () => ({ directory: await copy(), heights: new Map(heights) }),
    putBack: async (old) => {
      await replace(old.directory);
      heights = new Map(old.heights);
    },
    claimsChecked: () => running.claims.settled(),
    serverSetBack: async () => {
      await running.claims.settled();
      running.claims.serverSetBack();
    },
    close: () => running.end(),
    remove: async () => {
      await link.proxy.stop();
      await remove(directory);
    },
  };
}

function remove(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
