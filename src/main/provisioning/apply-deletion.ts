import { deleteDatabase } from '../../couch/delete-database.ts';
import { deleteDocument } from '../../couch/delete-document.ts';
import { CouchConflictError } from '../../couch/errors.ts';
import { getSecurity } from '../../couch/get-security.ts';
import { userIdPrefix } from '../../couch/get-user-documents.ts';
import { getUsers } from '../../couch/get-users.ts';
import type { DeleteDatabase, DeleteUser } from '../../shared/planning/plan.ts';
import {
  databaseDeletionVerdict,
  userDeletionVerdict,
} from '../../shared/planning/still-applies.ts';
import { stale, type OperationContext } from './operation-context.ts';
import { withinLease } from './within-lease.ts';

/**
 * Deletes a database for good. Whose it is and that the tenant was deleted is read right before, since the
 * plan may be older than a restoration.
 */
export async function applyDatabaseDeletion(
  operation: DeleteDatabase,
  context: OperationContext,
): Promise<void> {
  const { target } = operation;
  const { transport, signal } = context;
  const verdict = databaseDeletionVerdict(
    operation,
    await getSecurity(transport, target, { signal }),
  );
  if (verdict === 'done') return;
  if (verdict !== 'go') throw stale(verdict.stale);
  await withinLease(`the database ${target} was deleted`, context, (inTime) =>
    deleteDatabase(transport, target, { signal: inTime }),
  );
}

/** Deletes a service account that carries the tenant's marker and has no role left. */
export async function applyUserDeletion(
  operation: DeleteUser,
  context: OperationContext,
): Promise<void> {
  const { target } = operation;
  const { transport, signal, mayGoOn } = context;
  const user = (await getUsers(transport, [target], { signal })).get(target) ?? null;
  const verdict = userDeletionVerdict(operation, user);
  if (user === null || verdict === 'done') return;
  if (verdict !== 'go') throw stale(verdict.stale);
  const refusal = mayGoOn();
  if (refusal !== null) throw refusal;
  try {
    await deleteDocument(transport, '_users', `${userIdPrefix}${target}`, user.rev, { signal });
  } catch (error) {
    if (error instanceof CouchConflictError) throw stale(`The user ${target} keeps changing.`);
    throw error;
  }
}
