import { z } from 'zod';
import { pause } from '../../couch/back-off.ts';
import { createTransport } from '../../couch/create-transport.ts';
import { getDocument } from '../../couch/get-document.ts';
import { getSession } from '../../couch/get-session.ts';
import { userIdPrefix } from '../../couch/get-user-documents.ts';
import { putDocument } from '../../couch/put-document.ts';
import type { CouchCredentials, Requester } from '../../couch/transport.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError, MyCouchError } from '../../shared/errors.ts';
import { operatorRole } from '../../shared/naming.ts';
import type { Device } from '../files/device.ts';
import { makeCredential } from '../provisioning/password.ts';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';
import { readCredential, saveCredential } from './server-credential.ts';

export interface OperatorAccountOptions {
  /** Signed in as the server's administrator. */
  readonly admin: Requester;
  readonly url: string;
  readonly couchdbUuid: string;
  /** True where user documents may name `pbkdf2_prf` (CouchDB 3.4 and later). */
  readonly pbkdf2Prf: boolean;
  /** False: nothing may be written to the server, so only a saved account that signs in will do. */
  readonly mayMake: boolean;
  readonly device: Device;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly randomBytes: (size: number) => Uint8Array;
}

const markerSchema = z.object({ operator_device: z.string() });

/**
 * This device's own account for replicating the registry: no server administrator, one role. A saved one
 * that still signs in is used again; otherwise it is made, its password stored before the server knows it.
 * Error `server-read-only` where it would have to be made and may not be.
 */
export async function ensureOperatorAccount(
  options: OperatorAccountOptions,
): Promise<CouchCredentials> {
  const { admin, device, secrets, couchdbUuid } = options;
  const secretName = secretNames.operator(couchdbUuid);
  const saved = await readCredential(secrets, secretName);
  if (saved !== null && (await signsIn(options, saved))) return saved;

  if (!options.mayMake) {
    throw new ConsoleError(
      'server-read-only',
      'The server is marked read-only, and this device has no account on it yet.',
      {
        remedy:
          'Take the read-only mark off with a console that is connected already, then connect this one.',
      },
    );
  }
  const { username, rev } = await freeName(admin, device);
  const { password, hash } = await makeCredential(options.randomBytes);
  const credentials = { username, password };
  await saveCredential(secrets, secretName, credentials);
  await putDocument(admin, '_users', `${userIdPrefix}${username}`, rev, {
    name: username,
    type: 'user',
    roles: [operatorRole],
    password_scheme: 'pbkdf2',
    iterations: hash.iterations,
    salt: hash.salt,
    ...(options.pbkdf2Prf
      ? { pbkdf2_prf: 'sha256', derived_key: hash.sha256 }
      : { derived_key: hash.sha1 }),
    mycouch: { operator_device: device.id },
  });
  if (!(await comesToSignIn(options, credentials))) {
    throw new ConsoleError(
      'server-failed',
      'The server does not let in the account that was just made for this console.',
      { remedy: 'Look at the log of the CouchDB server, then connect again.' },
    );
  }
  return credentials;
}

/** The account's name and the revision to replace; a user of that name that is not ours is left alone. */
async function freeName(
  admin: Requester,
  device: Device,
): Promise<{ readonly username: string; readonly rev: string | null }> {
  const name = `mycouch-operator-${device.name}`;
  for (const username of [name, `${name}-${device.id.slice(0, 8)}`]) {
    const document = await getDocument(admin, '_users', `${userIdPrefix}${username}`);
    if (document === null) return { username, rev: null };
    const marker = markerSchema.safeParse(document['mycouch']);
    if (marker.success && marker.data.operator_device === device.id) {
      return { username, rev: document._rev };
    }
  }
  throw new ConsoleError('conflict', `The server has another user called ${name} already.`, {
    remedy: 'Remove or rename that user on the server, then connect again.',
  });
}

/**
 * A password that replaces one takes a moment until the server has heard of it. Few attempts: after five
 * wrong passwords CouchDB locks the account out.
 */
async function comesToSignIn(
  options: OperatorAccountOptions,
  credentials: CouchCredentials,
): Promise<boolean> {
  for (const milliseconds of [250, 1000]) {
    if (await signsIn(options, credentials)) return true;
    await pause(options.clock, milliseconds, undefined);
  }
  return signsIn(options, credentials);
}

async function signsIn(
  options: Pick<OperatorAccountOptions, 'url' | 'clock' | 'random'>,
  credentials: CouchCredentials,
): Promise<boolean> {
  const transport = createTransport({
    url: options.url,
    credentials,
    clock: options.clock,
    random: options.random,
    connections: 1,
  });
  try {
    const session = await getSession(transport);
    return session.roles.includes(operatorRole);
  } catch (error) {
    if (error instanceof MyCouchError && error.code === 'server-wrong-password') return false;
    throw error;
  } finally {
    await transport.close();
  }
}
