import { createDatabase } from '../../couch/create-database.ts';
import { getInfo } from '../../couch/get-info.ts';
import { clusterNodes } from '../../couch/get-membership.ts';
import { getSecurity } from '../../couch/get-security.ts';
import { newDatabasesPublic } from '../../couch/new-databases-public.ts';
import { putSecurity } from '../../couch/put-security.ts';
import type { Requester } from '../../couch/transport.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { operatorRole, registryDatabase } from '../../shared/naming.ts';
import type { SecurityObject } from '../../shared/planning/security-object.ts';

const wanted: SecurityObject = {
  admins: { names: [], roles: ['_admin'] },
  members: { names: [], roles: ['_admin', operatorRole] },
};

/**
 * Makes the registry's database where it is missing, and lets in operators' accounts and nobody else:
 * whoever can write the registry decides what the console does to the server. A new database is
 * administrators-only until then, so it is open at no moment; a server set to open new databases to
 * everyone is refused (`not-allowed-in-state`). Documents in it are left as they are.
 * @returns members and administrators that had access before and were taken out
 */
export async function secureRegistryDatabase(transport: Requester): Promise<readonly string[]> {
  const found = await getSecurity(transport, registryDatabase);
  if (found === null) {
    const { practice } = await getInfo(transport);
    const opens = !practice && (await newDatabasesPublic(transport, await clusterNodes(transport)));
    if (opens) throw opensToEveryone();
    await createDatabase(transport, registryDatabase, 2);
  }
  const before = found ?? (await getSecurity(transport, registryDatabase));
  if (before === null) throw notThere();
  if (same(before, wanted)) return [];
  await putSecurity(transport, registryDatabase, wanted);
  const after = await getSecurity(transport, registryDatabase);
  if (after === null || !same(after, wanted)) {
    throw new ConsoleError(
      'server-failed',
      'The server did not keep the access rules of the registry.',
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

function notThere(): ConsoleError {
  return new ConsoleError('server-failed', 'The database of the registry could not be made.', {
    remedy: 'Look at the log of the CouchDB server, then connect again.',
  });
}
