import { getUsers } from '../../couch/get-users.ts';
import { putUsersBulk, type UserWriteOutcome } from '../../couch/put-users-bulk.ts';
import { ServerFailedError } from '../../couch/errors.ts';
import type { Requester } from '../../couch/transport.ts';
import type { WriteUser } from '../../shared/planning/plan.ts';
import { sameSet } from '../../shared/planning/same-security.ts';
import { stale } from './operation-context.ts';

/**
 * Writes users in one bulk call. Where the revision is no longer the one planned with, the user is read
 * again: already as wanted is done; merely re-hashed by the server after a login is written once more with
 * the new revision; anything else is somebody's change, and stops.
 * @returns by operation id: null when done, else the error
 */
export async function applyUsers(
  operations: readonly WriteUser[],
  transport: Requester,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, unknown>> {
  const outcomes = new Map<string, unknown>();
  const first = await write(operations, transport, signal);
  const conflicts = settle(operations, first, outcomes);
  if (conflicts.length === 0) return outcomes;

  const found = await getUsers(
    transport,
    conflicts.map(({ target }) => target),
    { signal },
  );
  const again: WriteUser[] = [];
  for (const operation of conflicts) {
    const user = found.get(operation.target);
    const marker = user?.marker ?? null;
    const sameTenant = marker?.tenant === operation.tenantId;
    if (
      user !== undefined &&
      sameTenant &&
      marker.credential === operation.credentialId &&
      sameSet(user.roles, operation.roles)
    ) {
      outcomes.set(operation.id, null);
    } else if (
      user !== undefined &&
      sameTenant &&
      operation.before !== null &&
      marker.credential === operation.before.credentialId &&
      sameSet(user.roles, operation.before.roles)
    ) {
      again.push({ ...operation, rev: user.rev });
    } else {
      outcomes.set(
        operation.id,
        stale(`The user ${operation.target} was changed by somebody else meanwhile.`),
      );
    }
  }
  if (again.length > 0) {
    for (const { id, target } of settle(again, await write(again, transport, signal), outcomes)) {
      outcomes.set(id, stale(`The user ${target} keeps changing.`));
    }
  }
  return outcomes;
}

function write(
  operations: readonly WriteUser[],
  transport: Requester,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, UserWriteOutcome>> {
  return putUsersBulk(
    transport,
    operations.map(({ target, rev, body }) => ({ username: target, rev, body })),
    { signal },
  );
}

/** Notes what is decided and gives back what conflicted. */
function settle(
  operations: readonly WriteUser[],
  answered: ReadonlyMap<string, UserWriteOutcome>,
  outcomes: Map<string, unknown>,
): readonly WriteUser[] {
  return operations.filter((operation) => {
    const answer = answered.get(operation.target);
    switch (answer?.outcome) {
      case 'conflict':
        return true;
      case 'written':
        outcomes.set(operation.id, null);
        return false;
      case 'refused':
        outcomes.set(operation.id, notWritten(operation, answer.error, answer.reason));
        return false;
      case undefined:
        outcomes.set(operation.id, notWritten(operation, 'no answer', null));
        return false;
    }
  });
}

function notWritten(operation: WriteUser, error: string, reason: string | null): ServerFailedError {
  return new ServerFailedError(
    { method: 'POST', path: '/_users/_bulk_docs', status: null, error, reason },
    {
      message: `The server did not take the user ${operation.target} (${reason ?? error}).`,
      remedy: 'Look at the log of the CouchDB server, then plan again.',
    },
  );
}
