import { testConnection } from '../../couch/test-connection.ts';
import type { CouchCredentials } from '../../couch/transport.ts';
import type { ConnectionInfo } from '../../shared/bridge/views.ts';
import { addServer } from '../../shared/commands/add-server.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { secretNames } from '../secrets/secret-store.ts';
import { adminTransport } from './admin-access.ts';
import {
  requireOpenVault,
  type ConnectionOptions,
  type ConnectionState,
  type Credentials,
} from './connection-state.ts';
import { knowsPrf } from './knows-prf.ts';
import { ensureOperatorAccount } from './operator-account.ts';
import { otherRegistry, otherServer } from './other-server.ts';
import { secureRegistryDatabase } from './registry-database.ts';
import { writeConnection, type SavedConnection } from './saved-connection.ts';
import { saveCredential } from './server-credential.ts';
import { localServer, marksAtConnect, remoteServer } from './server-marks.ts';
import { turnRegistry } from './turn-to-server.ts';

export interface EstablishOptions {
  readonly practice: boolean;
  readonly keepPassword: boolean;
  readonly persist: boolean;
  /** What becomes of a registry that belongs to another server. */
  readonly registry: 'refuse' | 'put-aside' | 'take-along';
}

/**
 * Connects with an administrator's account: makes the registry's database and this console's own account
 * where they are missing, turns to the server's registry and begins to replicate. A server that its own
 * registry marks read-only is not changed by it; where it would have to be, that is `server-read-only`.
 */
export async function establish(
  options: ConnectionOptions,
  state: ConnectionState,
  given: Credentials & CouchCredentials,
  how: EstablishOptions,
): Promise<ConnectionInfo> {
  const { directory, registry, secrets, sync, clock, random } = options;
  const credentials = { username: given.username, password: given.password };
  const report = await testConnection({ url: given.url, credentials, clock, random });
  if (!report.ok) {
    const { code, message, remedy, details } = report.problem;
    throw new ConsoleError(code, message, { remedy, details });
  }
  const { couchdbUuid, version } = report;
  const saved = state.saved();
  if (saved?.url === given.url && saved.couchdbUuid !== couchdbUuid) throw otherServer(given.url);
  const owner = registry.owner();
  if (how.registry === 'refuse' && owner !== null && owner !== couchdbUuid) {
    throw otherRegistry(saved?.couchdbUuid === owner ? saved.url : null);
  }
  requireOpenVault(secrets);

  let elsewhere: { readonly readOnly: boolean; readonly since: string } = {
    readOnly: true,
    since: '',
  };
  const transport = adminTransport(options, state, {
    url: given.url,
    couchdbUuid,
    credentials,
    // What the server's own registry says counts until the registry in use has it or newer word.
    alsoReadOnly: () => {
      const local = localServer(registry, couchdbUuid);
      return elsewhere.readOnly && (local === null || local.updatedAt < elsewhere.since);
    },
  });
  try {
    const remote = await remoteServer(transport, couchdbUuid);
    const marks = marksAtConnect(
      remote,
      localServer(registry, couchdbUuid),
      state.marksOf(couchdbUuid),
    );
    const before = state.known.find(couchdbUuid);
    if (before !== null) await state.known.note({ ...before, marks });
    const since = remote.map(({ updatedAt }) => updatedAt).reduce((a, b) => (a > b ? a : b), '');
    elsewhere = { readOnly: marks.readOnly, since };
    if (!marks.readOnly) {
      const removed = await secureRegistryDatabase(transport);
      if (removed.length > 0) {
        options.logger.warn({ removed }, 'others had access to the registry; they have it no more');
      }
    }
    const operator = await ensureOperatorAccount({
      ...options,
      admin: transport,
      url: given.url,
      couchdbUuid,
      pbkdf2Prf: knowsPrf(version),
      mayMake: !marks.readOnly,
    });
    if (how.keepPassword) {
      await saveCredential(secrets, secretNames.serverAdmin(couchdbUuid), credentials);
    }
    const name = how.practice ? 'Practice server' : new URL(given.url).host;
    const next: SavedConnection = {
      format: 1,
      couchdbUuid,
      name: before?.name ?? remote[0]?.name ?? name,
      url: given.url,
      version,
      practice: how.practice,
      operatorAccount: operator.username,
    };
    if (how.persist) await writeConnection(directory, next);
    if (owner !== couchdbUuid) {
      await sync.stop();
      await turnRegistry(registry, couchdbUuid, how.registry === 'take-along');
    }
    // A document that only the server has yet comes with the replication; a second one would conflict.
    if (remote.length === 0 || localServer(registry, couchdbUuid) !== null) {
      const { url, practice } = next;
      await registry.execute(addServer({ couchdbUuid, name: next.name, url, practice }));
    }
    state.save(next);
    await state.known.note({ ...next, marks });
    await state.dropAdmin();
    state.setAdmin(transport);
    await sync.start({ url: next.url, couchdbUuid, credentials: operator });
    const info = state.requireCurrent();
    options.onChange(info);
    options.onServers();
    return info;
  } catch (error) {
    if (state.admin() !== transport) await transport.close();
    throw error;
  }
}
