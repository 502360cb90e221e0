import { z } from 'zod';
import { createDatabase } from '../../couch/create-database.ts';
import { getDocument } from '../../couch/get-document.ts';
import { getInfo } from '../../couch/get-info.ts';
import { clusterNodes } from '../../couch/get-membership.ts';
import { getSecurity } from '../../couch/get-security.ts';
import { newDatabasesPublic } from '../../couch/new-databases-public.ts';
import { putDocument } from '../../couch/put-document.ts';
import { putSecurity } from '../../couch/put-security.ts';
import type { Requester } from '../../couch/transport.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { jsonSchema } from '../../shared/json.ts';
import { logGuard, logGuardId, logGuardVersion } from '../../shared/log/log-guard.ts';
import { logDatabase, operatorRole, registryDatabase } from '../../shared/naming.ts';
import type { SecurityObject } from '../../shared/planning/security-object.ts';

const wanted: SecurityObject = {
  admins: { names: [], roles: ['_admin'] },
  members: { names: [], roles: ['_admin', operatorRole] },
};

/**
 * Makes the registry's database and the audit log's where they are missing, and lets in operators' accounts
 * and nobody else: whoever can write the registry decides what the console does to the server. A new database
 * is administrators-only until then, so it is open at no moment; a server set to open new databases to
 * everyone is refused (`not-allowed-in-state`). Documents in them are left as they are; the log gets the guard
 * that keeps operators from changing what is in it.
 * @returns members and administrators that had access before and were taken out
 */
export async function secureRegistryDatabase(transport: Requester): Promise<readonly string[]> {
  const removed = await secure(transport, registryDatabase);
  const fromLog = await secure(transport, logDatabase);
  await writeLogGuard(transport);
  return [...removed, ...fromLog.filter((name) => !removed.includes(name))];
}

async function secure(transport: Requester, database: string): Promise<readonly string[]> {
  const found = await getSecurity(transport, database);
  if (found === null) {
    const { practice } = await getInfo(transport);
    const opens = !practice && (await newDatabasesPublic(transport, await clusterNodes(transport)));
    if (opens) throw opensToEveryone();
    await createDatabase(transport, database, 2);
  }
  const before = found ?? (await getSecurity(transport, database));
  if (before === null) throw notThere(database);
  if (same(before, wanted)) return [];
  await putSecurity(transport, database, wanted);
  const after = await getSecurity(transport, database);
  if (after === null || !same(after, wanted)) {
    throw new ConsoleError(
      'server-failed',
      `The server did not keep the access rules of the database ${database}.`,
      { remedy: 'Look at the log of the CouchDB server, then connect again.' },
    );
  }
  return [
    ...before.members.names,
    ...before.members.roles,
    ...before.admins.names,
    ...before.admins.roles,
  ].filter(
    (name, index, all) => name !== '_admin' && name !== operatorRole && all.indexOf(name) === index,
  );
}

const versionSchema = z.object({ mycouch: z.object({ version: z.number() }) });

/** A guard of a newer console is left alone; one that somebody changed is put right. */
async function writeLogGuard(transport: Requester): Promise<void> {
  const there = await getDocument(transport, logDatabase, logGuardId);
  const version = versionSchema.safeParse(there);
  if (version.success && version.data.mycouch.version > logGuardVersion) return;
  const { _id, ...body } = logGuard;
  const { _rev = null, ...was } = there ?? {};
  if (there !== null && canonicalJson(jsonSchema.parse(was)) === canonicalJson(logGuard)) return;
  await putDocument(transport, logDatabase, _id, _rev, body);
}

function same(one: SecurityObject, other: SecurityObject): boolean {
  const list = ({ admins, members }: SecurityObject) =>
    JSON.stringify(
      [admins.names, admins.roles, members.names, members.roles].map((names) => [...names].sort()),
    );
  return list(one) === list(other);
}

function opensToEveryone(): ConsoleError {
  return new ConsoleError(
    'not-allowed-in-state',
    'This server opens every new database to everyone, the registry among them.',
    {
      remedy:
        'Set default_security to admin_only in the [couchdb] section of its configuration, then connect again.',
    },
  );
}

function notThere(database: string): ConsoleError {
  return new ConsoleError('server-failed', `The database ${database} could not be made.`, {
    remedy: 'Look at the log of the CouchDB server, then connect again.',
  });
}
