import { parseServerAddress } from '../../couch/address.ts';
import { createTransport } from '../../couch/create-transport.ts';
import { readOnlyWhile } from '../../couch/read-only.ts';
import type { CouchCredentials, Transport } from '../../couch/transport.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { secretNames } from '../secrets/secret-store.ts';
import {
  notConnected,
  type ConnectionOptions,
  type ConnectionState,
  type Credentials,
} from './connection-state.ts';
import type { SavedConnection } from './saved-connection.ts';
import { readCredential } from './server-credential.ts';
import { readOnlyError } from './server-marks.ts';
import { verifyServer } from './verify-server.ts';

type Parts = Pick<ConnectionOptions, 'secrets' | 'clock' | 'random' | 'override'>;

/** The password as given, or the saved one where the address is that of a known server. */
export async function completeCredentials(
  { secrets, clock, random }: Parts,
  state: ConnectionState,
  given: Credentials,
): Promise<Credentials & CouchCredentials> {
  const { url } = parseServerAddress(given.url);
  if (given.password !== null) return { ...given, url, password: given.password };
  const saved = state.saved();
  const server =
    saved?.url === url ? saved : (state.known.list().find((known) => known.url === url) ?? null);
  const credential =
    server === null
      ? null
      : await readCredential(secrets, secretNames.serverAdmin(server.couchdbUuid));
  if (server === null || credential === null) {
    throw new ConsoleError('not-on-this-device', 'There is no saved password for this address.', {
      remedy: 'Enter the password of the server administrator.',
    });
  }
  // A saved password goes to the server it was saved for and to no other.
  const transport = createTransport({ url, credentials: null, clock, random });
  try {
    await verifyServer(transport, { url, couchdbUuid: server.couchdbUuid });
  } finally {
    await transport.close();
  }
  return { url, ...credential };
}

/** The administrator's credentials for the saved server, or null where this device has none. */
export async function adminCredentials(
  { secrets, override }: Parts,
  state: ConnectionState,
  server: SavedConnection,
): Promise<CouchCredentials | null> {
  if (override !== null && state.overridden()) return override;
  return readCredential(secrets, secretNames.serverAdmin(server.couchdbUuid));
}

/** Signed in as the administrator of the connected server, which is made sure of first. */
export async function openAdmin(parts: Parts, state: ConnectionState): Promise<Transport> {
  const saved = state.saved();
  if (saved === null) throw notConnected();
  const open = state.admin();
  if (open !== null) return open;
  const credentials = await adminCredentials(parts, state, saved);
  if (credentials === null) {
    throw new ConsoleError(
      'not-on-this-device',
      'This device has no administrator’s password for the server.',
      { remedy: 'Connect again with the account of a server administrator.' },
    );
  }
  const { username, password } = credentials;
  const transport = adminTransport(parts, state, {
    url: saved.url,
    couchdbUuid: saved.couchdbUuid,
    credentials: { username, password },
  });
  try {
    await verifyServer(transport, saved);
  } catch (error) {
    await transport.close();
    throw error;
  }
  state.setAdmin(transport);
  return transport;
}

/**
 * The only place that makes an administrator's transport: nothing is written through it while the server is
 * marked read-only, whoever asks for it.
 * @param alsoReadOnly true while something that is not in the registry yet says that it is read-only
 */
export function adminTransport(
  { clock, random }: Pick<Parts, 'clock' | 'random'>,
  state: ConnectionState,
  target: {
    readonly url: string;
    readonly couchdbUuid: string;
    readonly credentials: CouchCredentials;
    readonly alsoReadOnly?: () => boolean;
  },
): Transport {
  const { url, couchdbUuid, credentials, alsoReadOnly = () => false } = target;
  return readOnlyWhile(createTransport({ url, credentials, clock, random }), () =>
    alsoReadOnly() || state.marksOf(couchdbUuid).readOnly
      ? readOnlyError(state.known.find(couchdbUuid)?.name ?? new URL(url).host)
      : null,
  );
}
