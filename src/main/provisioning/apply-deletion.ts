import { deleteDatabase } from '../../couch/delete-database.ts';
import { deleteDocument } from '../../couch/delete-document.ts';
import { CouchConflictError } from '../../couch/errors.ts';
import { getSecurity } from '../../couch/get-security.ts';
import { getUsers, userIdPrefix } from '../../couch/get-users.ts';
import type { DeleteDatabase, DeleteUser } from '../../shared/planning/plan.ts';
import { stale, type OperationContext } from './operation-context.ts';

/**
 * Deletes a database for good. Whose it is and that the tenant was deleted is read right before, since the
 * plan may be older than a restoration.
 */
export async function applyDatabaseDeletion(
  { target, tenantId }: DeleteDatabase,
  { transport, signal, mayGoOn }: OperationContext,
): Promise<void> {
  const security = await getSecurity(transport, target, { signal });
  if (security === null) return;
  const marker = security.mycouch;
  if (marker?.tenant !== tenantId) {
    throw stale(`The database ${target} does not carry the tenant's marker any more.`);
  }
  if (marker.state !== 'deleted') {
    throw stale(`The tenant of ${target} is ${marker.state} on the server, not deleted.`);
  }
  const refusal = mayGoOn();
  if (refusal !== null) throw refusal;
  await deleteDatabase(transport, target, { signal });
}

/** Deletes a service account that carries the tenant's marker and has no role left. */
export async function applyUserDeletion(
  { target, tenantId }: DeleteUser,
  { transport, signal, mayGoOn }: OperationContext,
): Promise<void> {
  const user = (await getUsers(transport, [target], { signal })).get(target);
  if (user === undefined) return;
  if (user.marker?.tenant !== tenantId) {
    throw stale(`The user ${target} does not carry the tenant's marker any more.`);
  }
  if (user.roles.length > 0) throw stale(`The user ${target} has roles again.`);
  const refusal = mayGoOn();
  if (refusal !== null) throw refusal;
  try {
    await deleteDocument(transport, '_users', `${userIdPrefix}${target}`, user.rev, { signal });
  } catch (error) {
    if (error instanceof CouchConflictError) throw stale(`The user ${target} keeps changing.`);
    throw error;
  }
}
