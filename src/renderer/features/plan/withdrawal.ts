import type { Operation } from '../../../shared/planning/plan.ts';

/** True where somebody who could read a database before no longer can. */
export function withdraws(operation: Operation): boolean {
  if (operation.kind !== 'security.write' || operation.before === null) return false;
  const { before, body } = operation;
  const gone = (was: readonly string[], is: readonly string[]) =>
    was.some((principal) => !is.includes(principal));
  return (
    gone(before.members.roles, body.members.roles) ||
    gone(before.members.names, body.members.names) ||
    gone(before.admins.roles, body.admins.roles) ||
    gone(before.admins.names, body.admins.names)
  );
}
