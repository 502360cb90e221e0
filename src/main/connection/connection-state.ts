import type { Transport } from '../../couch/transport.ts';
import type { ConnectionInfo } from '../../shared/bridge/views.ts';
import type { Clock } from '../../shared/clock.ts';
import { serverDocumentId, type ServerMarks } from '../../shared/documents/server.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { Logger, ServerOverride } from '../console/ports.ts';
import type { Device } from '../files/device.ts';
import type { Registry } from '../registry/registry.ts';
import { closedVault } from '../secrets/closed-vault.ts';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';
import type { KnownServer, KnownServers } from './known-servers.ts';
import type { PracticeHost } from './practice-host.ts';
import type { SavedConnection } from './saved-connection.ts';
import { knownMarks, localServer } from './server-marks.ts';
import type { SyncKeeper } from './sync-keeper.ts';

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
  /** True while a plan is being applied: turning to another server has to wait. */
  readonly busy: () => boolean;
  readonly onChange: (info: ConnectionInfo | null) => void;
  /** A server was added, marked, named or forgotten. */
  readonly onServers: () => void;
}

export interface Credentials {
  readonly url: string;
  readonly username: string;
  readonly password: string | null;
}

/** Which server the data directory is connected to, and what is open towards it. */
export interface ConnectionState {
  readonly known: KnownServers;
  readonly saved: () => SavedConnection | null;
  readonly save: (next: SavedConnection | null) => void;
  readonly current: () => ConnectionInfo | null;
  readonly requireCurrent: () => ConnectionInfo;
  /** Whether the connected server is the one that the environment names. */
  readonly overridden: () => boolean;
  readonly marksOf: (couchdbUuid: string) => ServerMarks;
  /** The open administrator's transport of the connected server. */
  readonly admin: () => Transport | null;
  readonly setAdmin: (transport: Transport) => void;
  readonly dropAdmin: () => Promise<void>;
  /** Brings the list of known servers up to date with the connected one and its registry. */
  readonly noteCurrent: () => Promise<void>;
}

export function createConnectionState(options: {
  readonly registry: Registry;
  readonly secrets: SecretStore;
  readonly known: KnownServers;
  readonly saved: SavedConnection | null;
  readonly overrideUrl: string | null;
  readonly onServers: () => void;
}): ConnectionState {
  const { registry, secrets, known, overrideUrl } = options;
  let saved = options.saved;
  let admin: Transport | null = null;

  const overridden = () => saved !== null && saved.url === overrideUrl;
  const marksOf = (couchdbUuid: string) => knownMarks(registry, known, couchdbUuid);

  function nameOf({ couchdbUuid, name }: SavedConnection): string {
    return localServer(registry, couchdbUuid)?.name ?? known.find(couchdbUuid)?.name ?? name;
  }

  function current(): ConnectionInfo | null {
    if (saved === null) return null;
    const { production, readOnly } = marksOf(saved.couchdbUuid);
    return {
      serverId: serverDocumentId(saved.couchdbUuid),
      name: nameOf(saved),
      url: saved.url,
      couchdbUuid: saved.couchdbUuid,
      version: saved.version,
      practice: saved.practice,
      mayApply: overridden() || secrets.has(secretNames.serverAdmin(saved.couchdbUuid)),
      production,
      readOnly,
      operatorAccount: saved.operatorAccount,
    };
  }

  return {
    known,
    saved: () => saved,
    save: (next) => {
      saved = next;
    },
    current,
    requireCurrent: () => {
      const info = current();
      if (info === null) throw notConnected();
      return info;
    },
    overridden,
    marksOf,
    admin: () => admin,
    setAdmin: (transport) => {
      admin = transport;
    },
    dropAdmin: async () => {
      const old = admin;
      admin = null;
      await old?.close();
    },
    noteCurrent: async () => {
      if (saved === null) return;
      const marks = marksOf(saved.couchdbUuid);
      const noted: KnownServer = { ...saved, name: nameOf(saved), marks };
      if (await known.note(noted)) options.onServers();
    },
  };
}

export function requireOpenVault(secrets: SecretStore): void {
  const closed = closedVault(secrets.status());
  if (closed !== null) throw closed;
}

export function notConnected(): ConsoleError {
  return new ConsoleError('not-connected', 'No server is connected.', {
    remedy: 'Connect to a CouchDB first.',
  });
}
