import { createTransport } from '../../couch/create-transport.ts';
import { testConnection } from '../../couch/test-connection.ts';
import { parseServerAddress } from '../../couch/address.ts';
import type { CouchCredentials, Transport } from '../../couch/transport.ts';
import type { ConnectionInfo, ConnectionReport } from '../../shared/bridge/views.ts';
import type { Clock } from '../../shared/clock.ts';
import { addServer } from '../../shared/commands/add-server.ts';
import { ensureBlueprint } from '../../shared/commands/ensure-blueprint.ts';
import { shopBlueprint } from '../../shared/documents/blueprint.ts';
import { serverDocumentId } from '../../shared/documents/server.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { Device } from '../files/device.ts';
import type { Registry } from '../registry/registry.ts';
import { closedVault } from '../secrets/closed-vault.ts';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';
import { otherRegistry, otherServer } from './other-server.ts';
import { knowsPrf } from './knows-prf.ts';
import { ensureOperatorAccount } from './operator-account.ts';
import type { Logger, ServerOverride } from '../console/ports.ts';
import type { PracticeHost } from './practice-host.ts';
import { secureRegistryDatabase } from './registry-database.ts';
import { readConnection, writeConnection, type SavedConnection } from './saved-connection.ts';
import { readCredential, saveCredential } from './server-credential.ts';
import type { SyncKeeper } from './sync-keeper.ts';
import { verifyServer } from './verify-server.ts';

export interface ConnectionOptions {
  readonly directory: string;
  readonly registry: Registry;
  readonly secrets: SecretStore;
  readonly device: Device;
  readonly clock: Clock;
  readonly random: () => number;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly logger: Logger;
  readonly override: ServerOverride | null;
  readonly practice: PracticeHost | null;
  readonly sync: SyncKeeper;
  readonly onChange: (info: ConnectionInfo | null) => void;
}

export interface Credentials {
  readonly url: string;
  readonly username: string;
  readonly password: string | null;
}

/** The one server of this data directory, and the two identities it is spoken to with. */
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
  /** Connects to the server of the environment, or takes the saved one up again. */
  readonly ensure: () => Promise<ConnectionInfo>;
  /**
   * Gives this console a new account for replicating, where the server refuses the old one and this
   * device may do that. False where it may not.
   */
  readonly renew: () => Promise<boolean>;
  /** Takes the saved connection up again, if there is one. Never throws: the sync status tells. */
  readonly resume: () => Promise<void>;
  /** Signed in as the server's administrator; only planning and applying use it. */
  readonly admin: () => Promise<Transport>;
  readonly close: () => Promise<void>;
}

export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { directory, registry, secrets, clock, random, override, practice, sync } = options;
  let saved = await readConnection(directory);
  const overrideUrl = override === null ? null : parseServerAddress(override.url).url;
  let admin: Transport | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  /** Connecting, resuming and forgetting one after the other. */
  function inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const turn = queue.then(action, action);
    queue = turn.catch(() => undefined);
    return turn;
  }

  function current(): ConnectionInfo | null {
    if (saved === null) return null;
    return {
      serverId: serverDocumentId(saved.couchdbUuid),
      name: saved.name,
      url: saved.url,
      couchdbUuid: saved.couchdbUuid,
      version: saved.version,
      practice: saved.practice,
      mayApply: overridden() || secrets.has(secretNames.serverAdmin(saved.couchdbUuid)),
      operatorAccount: saved.operatorAccount,
    };
  }

  function overridden(): boolean {
    return saved !== null && saved.url === overrideUrl;
  }

  function requireCurrent(): ConnectionInfo {
    const info = current();
    if (info === null) throw notConnected();
    return info;
  }

  async function dropAdmin(): Promise<void> {
    const old = admin;
    admin = null;
    await old?.close();
  }

  /** The password as given, or the saved one where the address is the saved one. */
  async function complete(given: Credentials): Promise<Credentials & CouchCredentials> {
    const { url } = parseServerAddress(given.url);
    if (given.password !== null) return { ...given, url, password: given.password };
    const known =
      saved?.url === url
        ? await readCredential(secrets, secretNames.serverAdmin(saved.couchdbUuid))
        : null;
    if (known === null) {
      throw new ConsoleError('not-on-this-device', 'There is no saved password for this address.', {
        remedy: 'Enter the password of the server administrator.',
      });
    }
    await verifySaved(url);
    return { url, ...known };
  }

  /** A saved password goes to the server it was saved for and to no other. */
  async function verifySaved(url: string): Promise<void> {
    if (saved === null) return;
    const transport = createTransport({ url, credentials: null, clock, random });
    try {
      await verifyServer(transport, saved);
    } finally {
      await transport.close();
    }
  }

  async function test(given: Credentials): Promise<ConnectionReport> {
    const report = await testConnection({ ...pick(await complete(given)), clock, random });
    const tenants = registry.snapshot().tenants.size;
    const owner = registry.owner();
    const stays = report.ok && owner !== null && owner !== report.couchdbUuid && tenants > 0;
    return stays ? { ...report, otherRegistry: { tenants } } : report;
  }

  async function establish(
    given: Credentials & CouchCredentials,
    how: {
      readonly practice: boolean;
      readonly keepPassword: boolean;
      readonly persist: boolean;
      /** What becomes of a registry that belongs to another server. */
      readonly registry: 'refuse' | 'put-aside' | 'take-along';
    },
  ): Promise<ConnectionInfo> {
    const report = await testConnection({ ...pick(given), clock, random });
    if (!report.ok) {
      const { code, message, remedy, details } = report.problem;
      throw new ConsoleError(code, message, { remedy, details });
    }
    if (saved?.url === given.url && saved.couchdbUuid !== report.couchdbUuid) {
      throw otherServer(given.url);
    }
    const owner = registry.owner();
    if (how.registry === 'refuse' && owner !== null && owner !== report.couchdbUuid) {
      throw otherRegistry(saved?.couchdbUuid === owner ? saved.url : null);
    }
    requireOpenVault(secrets);
    const transport = createTransport({
      url: given.url,
      credentials: pick(given).credentials,
      clock,
      random,
    });
    try {
      const removed = await secureRegistryDatabase(transport);
      if (removed.length > 0) {
        options.logger.warn({ removed }, 'others had access to the registry; they have it no more');
      }
      const operator = await ensureOperatorAccount({
        ...options,
        admin: transport,
        url: given.url,
        couchdbUuid: report.couchdbUuid,
        pbkdf2Prf: knowsPrf(report.version),
      });
      if (how.keepPassword) {
        await saveCredential(secrets, secretNames.serverAdmin(report.couchdbUuid), given);
      }
      const next: SavedConnection = {
        format: 1,
        couchdbUuid: report.couchdbUuid,
        name: how.practice ? 'Practice server' : new URL(given.url).host,
        url: given.url,
        version: report.version,
        practice: how.practice,
        operatorAccount: operator.username,
      };
      if (how.persist) await writeConnection(directory, next);
      if (owner !== report.couchdbUuid) {
        await sync.stop();
        const turned = await registry.turnTo(report.couchdbUuid, how.registry === 'take-along');
        if (turned) await registry.execute(ensureBlueprint(shopBlueprint));
      }
      await registry.execute(
        addServer({
          couchdbUuid: next.couchdbUuid,
          name: next.name,
          url: next.url,
          practice: next.practice,
        }),
      );
      saved = next;
      await dropAdmin();
      admin = transport;
      await sync.start({ url: next.url, couchdbUuid: next.couchdbUuid, credentials: operator });
      const info = requireCurrent();
      options.onChange(info);
      return info;
    } catch (error) {
      if (admin !== transport) await transport.close();
      throw error;
    }
  }

  async function resumeSaved(): Promise<void> {
    if (saved === null || sync.isRunning()) return;
    try {
      if (saved.practice && practice !== null) {
        const { url } = await practice.start(saved.url);
        saved = { ...saved, url };
      }
      const operator = await readCredential(secrets, secretNames.operator(saved.couchdbUuid));
      if (operator === null) {
        throw new ConsoleError(
          'not-on-this-device',
          'The password of this console’s own account is not on this device.',
          { remedy: 'Connect to the server again.' },
        );
      }
      // A kill between saving the connection and turning to its registry leaves them apart.
      if (registry.owner() !== saved.couchdbUuid) {
        const turned = await registry.turnTo(saved.couchdbUuid, false);
        if (turned) await registry.execute(ensureBlueprint(shopBlueprint));
      }
      await sync.start({ ...saved, credentials: operator });
    } catch (error) {
      sync.fail(error);
    }
  }

  /** The administrator's credentials for the saved server, or null where this device has none. */
  async function adminCredentials(server: SavedConnection): Promise<CouchCredentials | null> {
    if (override !== null && overridden()) return override;
    return readCredential(secrets, secretNames.serverAdmin(server.couchdbUuid));
  }

  async function renewAccount(): Promise<boolean> {
    if (saved === null) return false;
    const credentials = await adminCredentials(saved);
    if (credentials === null) return false;
    const { url, practice: isPractice } = saved;
    const { username, password } = credentials;
    await establish(
      { url, username, password },
      { practice: isPractice, keepPassword: false, persist: true, registry: 'refuse' },
    );
    return true;
  }

  async function openAdmin(): Promise<Transport> {
    if (saved === null) throw notConnected();
    if (admin !== null) return admin;
    const credentials = await adminCredentials(saved);
    if (credentials === null) {
      throw new ConsoleError(
        'not-on-this-device',
        'This device has no administrator’s password for the server.',
        { remedy: 'Connect again with the account of a server administrator.' },
      );
    }
    const transport = createTransport({
      url: saved.url,
      credentials: { username: credentials.username, password: credentials.password },
      clock,
      random,
    });
    try {
      await verifyServer(transport, saved);
    } catch (error) {
      await transport.close();
      throw error;
    }
    admin = transport;
    return transport;
  }

  async function connectPractice(): Promise<ConnectionInfo> {
    if (practice === null) {
      throw new ConsoleError('not-allowed-in-state', 'This console has no practice server.', {
        remedy: 'Open the window, or connect to a CouchDB.',
      });
    }
    requireOpenVault(secrets);
    const started = await practice.start(saved?.practice === true ? saved.url : null);
    // The practice server may come up on another port; its identity is what counts.
    if (saved?.practice === true) saved = { ...saved, url: started.url };
    return establish(started, {
      practice: true,
      keepPassword: true,
      persist: true,
      registry: 'put-aside',
    });
  }

  return {
    current,
    test,
    connect: (given, takeTenants) =>
      inTurn(async () =>
        establish(await complete(given), {
          practice: false,
          keepPassword: true,
          persist: true,
          registry: takeTenants ? 'take-along' : 'put-aside',
        }),
      ),
    connectPractice: () => inTurn(connectPractice),
    forget: () =>
      inTurn(async () => {
        const before = saved;
        await sync.stop();
        await dropAdmin();
        await practice?.stop();
        await writeConnection(directory, null);
        saved = null;
        options.onChange(null);
        if (before === null) return;
        // Without the vault they stay where they are: sealed, and of no use to anybody else.
        if (secrets.status().state !== 'open') return;
        await secrets.delete(secretNames.serverAdmin(before.couchdbUuid));
      }),
    ensure: () =>
      inTurn(async () => {
        if (override !== null && overrideUrl !== null && !overridden()) {
          return establish(
            { ...override, url: overrideUrl },
            {
              practice: false,
              keepPassword: false,
              persist: saved === null,
              registry: 'refuse',
            },
          );
        }
        if (saved === null) throw notConnected();
        await resumeSaved();
        if (!sync.isRunning() && overridden()) await renewAccount();
        return requireCurrent();
      }),
    renew: () => inTurn(renewAccount),
    resume: () => inTurn(resumeSaved),
    admin: () => inTurn(openAdmin),
    close: () =>
      inTurn(async () => {
        await sync.stop();
        await dropAdmin();
        await practice?.stop();
      }),
  };
}

function pick(given: Credentials & CouchCredentials) {
  return {
    url: given.url,
    credentials: { username: given.username, password: given.password },
  };
}

function requireOpenVault(secrets: SecretStore): void {
  const closed = closedVault(secrets.status());
  if (closed !== null) throw closed;
}

function notConnected(): ConsoleError {
  return new ConsoleError('not-connected', 'No server is connected.', {
    remedy: 'Connect to a CouchDB first.',
  });
}
