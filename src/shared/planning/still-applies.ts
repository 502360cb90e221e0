import type { DeleteDatabase, DeleteUser, WriteSecurity, WriteUser } from './plan.ts';
import { sameSecurity, sameSet } from './same-security.ts';
import type { ObservedSecurity } from './security-object.ts';
import type { ObservedUser } from './server-state.ts';

/**
 * What an operation comes to, seen what is on the server right before it: to be done, done already, or
 * planned for something that is no longer there (with one sentence that says so).
 */
export type Verdict = 'go' | 'done' | { readonly stale: string };

type FoundUser = Pick<ObservedUser, 'roles' | 'marker'>;

/**
 * `_security` has no revision and so cannot conflict: anything but what the plan saw stops the write, and
 * nothing lowers a generation.
 * @param now null where the database is gone
 */
export function securityVerdict(
  { target, tenantId, before, body }: WriteSecurity,
  now: ObservedSecurity | null,
): Verdict {
  if (now === null) return { stale: `The database ${target} is no longer there.` };
  const marker = now.mycouch;
  if (marker !== undefined && marker.tenant !== tenantId) {
    return { stale: `The database ${target} belongs to another tenant now.` };
  }
  if (marker !== undefined && marker.generation > (body.mycouch?.generation ?? 0)) {
    return { stale: `The server has a newer decision on ${target} than this plan.` };
  }
  if (sameSecurity(now, body)) return 'done';
  const expected =
    before === null ? isAdminOnly(now) || marker !== undefined : sameSecurity(now, before);
  return expected
    ? 'go'
    : { stale: `The security of ${target} was changed by somebody else meanwhile.` };
}

/**
 * A user whose revision is not the one planned with. Merely re-hashed by the server after a login, it is
 * written all the same; anything else is somebody's change.
 */
export function userVerdict(operation: WriteUser, now: FoundUser | null): Verdict {
  const { target, tenantId, before, credentialId, roles } = operation;
  if (now === null) {
    return before === null ? 'go' : { stale: `The user ${target} is no longer there.` };
  }
  const { marker } = now;
  if (marker?.tenant !== tenantId) {
    return { stale: `The user ${target} was changed by somebody else meanwhile.` };
  }
  // A password changed by hand shows neither in the roles nor in the marker: such a user is written.
  const onlyPassword = operation.change === 'credential' && before?.credentialId === credentialId;
  if (!onlyPassword && marker.credential === credentialId && sameSet(now.roles, roles)) {
    return 'done';
  }
  const asPlanned =
    before !== null &&
    marker.credential === before.credentialId &&
    sameSet(now.roles, before.roles);
  return asPlanned ? 'go' : { stale: `The user ${target} was changed by somebody else meanwhile.` };
}

/** Only what carries the tenant's marker and says that it was deleted is ever deleted. */
export function databaseDeletionVerdict(
  { target, tenantId }: Pick<DeleteDatabase, 'target' | 'tenantId'>,
  now: ObservedSecurity | null,
): Verdict {
  if (now === null) return 'done';
  const marker = now.mycouch;
  if (marker?.tenant !== tenantId) {
    return { stale: `The database ${target} does not carry the tenant's marker.` };
  }
  if (marker.state !== 'deleted') {
    return { stale: `The tenant of ${target} is ${marker.state} on the server, not deleted.` };
  }
  return 'go';
}

/** Only an account of the tenant that has no role left is ever deleted. */
export function userDeletionVerdict(
  { target, tenantId }: Pick<DeleteUser, 'target' | 'tenantId'>,
  now: FoundUser | null,
): Verdict {
  if (now === null) return 'done';
  if (now.marker?.tenant !== tenantId) {
    return { stale: `The user ${target} does not carry the tenant's marker.` };
  }
  return now.roles.length === 0 ? 'go' : { stale: `The user ${target} still has roles.` };
}

/** As CouchDB makes a new database, or more closed. */
export function isAdminOnly(security: ObservedSecurity): boolean {
  return (
    security.mycouch === undefined &&
    !security.markerBroken &&
    security.members.names.length === 0 &&
    security.admins.names.length === 0 &&
    security.members.roles.length > 0 &&
    [...security.members.roles, ...security.admins.roles].every((role) => role === '_admin')
  );
}
