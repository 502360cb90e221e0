import { parseServerAddress } from '../../couch/address.ts';
import { testConnection } from '../../couch/test-connection.ts';
import type { Transport } from '../../couch/transport.ts';
import type { ConnectionInfo, ConnectionReport } from '../../shared/bridge/views.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { secretNames } from '../secrets/secret-store.ts';
import { adminCredentials, completeCredentials, openAdmin } from './admin-access.ts';
import {
  createConnectionState,
  notConnected,
  requireOpenVault,
  type ConnectionOptions,
  type ConnectionState,
  type Credentials,
} from './connection-state.ts';
import { establish } from './establish.ts';
import { openKnownServers } from './known-servers.ts';
import { readConnection, writeConnection } from './saved-connection.ts';
import { knownServerRows, type KnownServerRow } from './server-rows.ts';
import { requireKnown, resumeSaved, turnToServer } from './turn-to-server.ts';

/** The servers of this data directory, the one that is connected, and the two identities it is spoken to with. */
export interface Connection {
  readonly current: () => ConnectionInfo | null;
  readonly test: (credentials: Credentials) => Promise<ConnectionReport>;
  /**
   * Connects, and turns to that server's own registry.
   * @param takeTenants true: the registry in use goes over to that server
   */
  readonly connect: (credentials: Credentials, takeTenants: boolean) => Promise<ConnectionInfo>;
  readonly connectPractice: () => Promise<ConnectionInfo>;
  readonly forget: () => Promise<void>;
  /** Every server known on this device. */
  readonly servers: () => readonly KnownServerRow[];
  /** Turns to a known server with what is saved for it. */
  readonly use: (serverId: string) => Promise<ConnectionInfo>;
  /** Forgets a server that is not connected, and its credentials; its registry stays on the disk. */
  readonly forgetServer: (serverId: string) => Promise<void>;
  /** Connects to the server of the environment, or takes the saved one up again. */
  readonly ensure: () => Promise<ConnectionInfo>;
  /**
   * Gives this console a new account for replicating, where the server refuses the old one and this
   * device may do that. False where it may not.
   */
  readonly renew: () => Promise<boolean>;
  /** Takes the saved connection up again, if there is one. Never throws: the sync status tells. */
  readonly resume: () => Promise<void>;
  /**
   * Signed in as the server's administrator; only planning and applying use it. While the server is marked
   * read-only nothing can be written through it (`server-read-only`).
   */
  readonly admin: () => Promise<Transport>;
  readonly close: () => Promise<void>;
}

export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { directory, registry, secrets, clock, random, override, practice, sync } = options;
  const overrideUrl = override === null ? null : parseServerAddress(override.url).url;
  const state = createConnectionState({
    registry,
    secrets,
    known: await openKnownServers(directory),
    saved: await readConnection(directory),
    overrideUrl,
    onServers: options.onServers,
  });
  let queue: Promise<unknown> = Promise.resolve();

  /** Connecting, turning, resuming and forgetting one after the other. */
  function inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const turn = queue.then(action, action);
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function test(given: Credentials): Promise<ConnectionReport> {
    const { url, username, password } = await completeCredentials(options, state, given);
    const report = await testConnection({
      url,
      credentials: { username, password },
      clock,
      random,
    });
    const tenants = registry.snapshot().tenants.size;
    const owner = registry.owner();
    const stays = report.ok && owner !== null && owner !== report.couchdbUuid && tenants > 0;
    return stays ? { ...report, otherRegistry: { tenants } } : report;
  }

  async function renewAccount(): Promise<boolean> {
    const saved = state.saved();
    if (saved === null) return false;
    const credentials = await adminCredentials(options, state, saved);
    if (credentials === null) return false;
    const { username, password } = credentials;
    await establish(
      options,
      state,
      { url: saved.url, username, password },
      { practice: saved.practice, keepPassword: false, persist: true, registry: 'refuse' },
    );
    return true;
  }

  async function connectPractice(): Promise<ConnectionInfo> {
    if (practice === null) {
      throw new ConsoleError('not-allowed-in-state', 'This console has no practice server.', {
        remedy: 'Open the window, or connect to a CouchDB.',
      });
    }
    requireOpenVault(secrets);
    const saved = state.saved();
    const last = saved?.practice === true ? saved : lastPractice(state);
    const started = await practice.start(last?.url ?? null);
    // The practice server may come up on another port; its identity is what counts.
    if (saved?.practice === true) state.save({ ...saved, url: started.url });
    return establish(options, state, started, {
      practice: true,
      keepPassword: true,
      persist: true,
      registry: 'put-aside',
    });
  }

  async function ensure(): Promise<ConnectionInfo> {
    if (override !== null && overrideUrl !== null && !state.overridden()) {
      return establish(
        options,
        state,
        { ...override, url: overrideUrl },
        {
          practice: false,
          keepPassword: false,
          persist: state.saved() === null,
          registry: 'refuse',
        },
      );
    }
    if (state.saved() === null) throw notConnected();
    await resumeSaved(options, state);
    if (!sync.isRunning() && state.overridden()) await renewAccount();
    return state.requireCurrent();
  }

  async function forget(): Promise<void> {
    const before = state.saved();
    await sync.stop();
    await state.dropAdmin();
    await practice?.stop();
    await writeConnection(directory, null);
    state.save(null);
    if (before !== null) await state.known.forget(before.couchdbUuid);
    options.onChange(null);
    options.onServers();
    if (before === null) return;
    // Without the vault they stay where they are: sealed, and of no use to anybody else.
    if (secrets.status().state !== 'open') return;
    await secrets.delete(secretNames.serverAdmin(before.couchdbUuid));
  }

  async function forgetServer(serverId: string): Promise<void> {
    const { couchdbUuid } = requireKnown(state, serverId);
    if (state.saved()?.couchdbUuid === couchdbUuid) {
      throw new ConsoleError('not-allowed-in-state', 'This server is connected.', {
        remedy: 'Use another server first, or forget the connection.',
      });
    }
    requireOpenVault(secrets);
    await secrets.delete(secretNames.serverAdmin(couchdbUuid));
    await secrets.delete(secretNames.operator(couchdbUuid));
    await state.known.forget(couchdbUuid);
    options.onServers();
  }

  function noteMarks(): void {
    state.noteCurrent().catch((error: unknown) => {
      options.logger.warn({ error }, 'the list of known servers could not be written');
    });
  }

  /** Marks and names come with the registry, from whoever set them. */
  let told = JSON.stringify(state.current());
  const forgetRegistry = registry.onChange(() => {
    // In the middle of turning to another server the registry and the connection are apart.
    if (registry.owner() !== state.saved()?.couchdbUuid) return;
    noteMarks();
    const info = state.current();
    const now = JSON.stringify(info);
    if (now === told) return;
    told = now;
    if (info !== null) options.onChange(info);
  });
  noteMarks();

  return {
    current: state.current,
    test,
    connect: (given, takeTenants) =>
      inTurn(async () =>
        establish(options, state, await completeCredentials(options, state, given), {
          practice: false,
          keepPassword: true,
          persist: true,
          registry: takeTenants ? 'take-along' : 'put-aside',
        }),
      ),
    connectPractice: () => inTurn(connectPractice),
    forget: () => inTurn(forget),
    servers: () => knownServerRows(state, secrets),
    use: (serverId) => inTurn(() => turnToServer(options, state, serverId)),
    forgetServer: (serverId) => inTurn(() => forgetServer(serverId)),
    ensure: () => inTurn(ensure),
    renew: () => inTurn(renewAccount),
    resume: () => inTurn(() => resumeSaved(options, state)),
    admin: () => inTurn(() => openAdmin(options, state)),
    close: () =>
      inTurn(async () => {
        forgetRegistry();
        await sync.stop();
        await state.dropAdmin();
        await practice?.stop();
      }),
  };
}

/** Where the practice server of this device was last, so that it comes back on its port. */
function lastPractice(state: ConnectionState) {
  return state.known.list().find(({ practice }) => practice) ?? null;
}
