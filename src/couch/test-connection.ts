import type { ConnectionReport } from '../shared/bridge/views.ts';
import type { Clock } from '../shared/clock.ts';
import { reportError } from '../shared/errors.ts';
import { registryDatabase } from '../shared/naming.ts';
import { parseServerAddress, travelsInClear } from './address.ts';
import { createTransport, type TransportOptions } from './create-transport.ts';
import { databaseInfo } from './database-info.ts';
import {
  ServerFailedError,
  ServerForbiddenError,
  ServerNotAdministratorError,
  ServerNotCouchDbError,
} from './errors.ts';
import { getInfo, type ServerInfo } from './get-info.ts';
import { getSession, type SessionInfo } from './get-session.ts';
import type { CouchCredentials, Transport } from './transport.ts';

/** The oldest CouchDB that is supported. */
const oldest = { major: 3, minor: 3 } as const;

export interface ConnectionTest {
  readonly url: string;
  readonly credentials: CouchCredentials;
  readonly clock: Clock;
  readonly random: () => number;
  /** Milliseconds for each step; 10 seconds unless given. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly dispatcher?: TransportOptions['dispatcher'];
}

/**
 * Tries an address and credentials, and names the first thing that is wrong: the address, the connection,
 * the certificate, what answers there, its version, the password, a lockout, missing rights, or a server
 * that is open to everybody. Writes nothing and sends the password once at most.
 */
export async function testConnection(test: ConnectionTest): Promise<ConnectionReport> {
  let transport: Transport | null = null;
  try {
    const timeout = test.timeout ?? 10_000;
    transport = createTransport({
      url: test.url,
      credentials: test.credentials,
      clock: test.clock,
      random: test.random,
      timeouts: { connect: timeout, answer: timeout },
      retries: { repeats: 1, first: 200, longest: 1000 },
      connections: 1,
      ...(test.dispatcher === undefined ? {} : { dispatcher: test.dispatcher }),
    });
    const options = test.signal === undefined ? {} : { signal: test.signal };
    const info = await welcome(transport, options);
    requireVersion(info);
    const { handlers } = await requireAdministrator(transport, options);
    const users = await databaseInfo(transport, '_users', options);
    if (users === null) throw notSetUp();
    const registry = await databaseInfo(transport, registryDatabase, options);
    return {
      ok: true,
      couchdbUuid: info.uuid,
      version: info.version,
      vendor: info.vendor,
      registryFound: registry !== null,
      jwtHandler: handlers.includes('jwt'),
      ...(travelsInClear(parseServerAddress(test.url)) ? { passwordInClear: true } : {}),
    };
  } catch (error) {
    return { ok: false, problem: reportError(error) };
  } finally {
    await transport?.close();
  }
}

interface StepOptions {
  readonly signal?: AbortSignal;
}

/** First without the password, so that it goes to nothing that is no CouchDB. */
async function welcome(transport: Transport, options: StepOptions): Promise<ServerInfo> {
  try {
    return await getInfo(transport, { anonymous: true, ...options });
  } catch (error) {
    // A server may demand a sign-in even for its welcome (`require_valid_user`).
    const demandsSignIn = error instanceof ServerForbiddenError && error.failure.status === 401;
    if (!demandsSignIn || error.failure.error !== 'unauthorized') throw error;
    return getInfo(transport, options);
  }
}

function requireVersion(info: ServerInfo): void {
  const [major = 0, minor = 0] = info.version.split('.').map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return;
  throw new ServerNotCouchDbError(
    { method: 'GET', path: '/', status: 200, error: 'version', reason: info.version },
    {
      message: `This is CouchDB ${info.version}, which is too old.`,
      remedy: `Upgrade the server to CouchDB ${oldest.major}.${oldest.minor} or later.`,
    },
  );
}

async function requireAdministrator(
  transport: Transport,
  options: StepOptions,
): Promise<SessionInfo> {
  const session = await getSession(transport, options);
  const failure = {
    method: 'GET',
    path: '/_session',
    status: 200,
    error: 'roles',
    reason: null,
  } as const;
  if (!session.roles.includes('_admin')) {
    throw new ServerNotAdministratorError(failure, {
      message: 'The password is right, but this account is no server administrator.',
      remedy: 'Connect with an account from the [admins] section of the server.',
    });
  }
  if (await everybodyIsAdministrator(transport, options)) {
    throw new ServerNotAdministratorError(failure, {
      message: 'This server has no administrator account, so everybody may do everything on it.',
      remedy: 'Set an administrator in the server’s configuration first, then connect again.',
    });
  }
  return session;
}

/** A server that does not even tell strangers who they are makes none of them an administrator. */
async function everybodyIsAdministrator(
  transport: Transport,
  options: StepOptions,
): Promise<boolean> {
  try {
    const anybody = await getSession(transport, { anonymous: true, ...options });
    return anybody.roles.includes('_admin');
  } catch (error) {
    if (error instanceof ServerForbiddenError) return false;
    throw error;
  }
}

function notSetUp(): ServerFailedError {
  return new ServerFailedError(
    { method: 'GET', path: '/_users', status: 404, error: 'not_found', reason: null },
    {
      message: 'The server has no _users database: its set-up was never finished.',
      remedy: 'Finish the set-up in Fauxton (Setup, single node or cluster), then connect again.',
    },
  );
}
