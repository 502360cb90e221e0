import { createDatabase } from '../../couch/create-database.ts';
import { getSecurity } from '../../couch/get-security.ts';
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
 * administrators-only until then, so it is open at no moment. Documents in it are left as they are.
 * @returns members and administrators that had access before and were taken out
 */
export async function secureRegistryDatabase(transport: Requester): Promise<readonly string[]> {
  await createDatabase(transport, registryDatabase, 2);
  const before = await getSecurity(transport, registryDatabase);
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

function notThere(): ConsoleError {
  return new ConsoleError('server-failed', 'The database of the registry could not be made.', {
    remedy: 'Look at the log of the CouchDB server, then connect again.',
  });
}
