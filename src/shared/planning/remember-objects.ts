import { objectDigests } from './digest.ts';
import type { TenantSpec } from './server-spec.ts';
import type { ServerState } from './server-state.ts';

const createPrefix = 'database.create ';

/**
 * What a device remembers of a tenant after a look: digests of all things that are on
 * the server as they are wanted; and of a thing that differs now, what it was when last seen in agreement,
 * so that it is still known tomorrow that a hand did it.
 * @param differing ids of the operations that are still to be done for it
 */
export function rememberObjects(
  tenant: TenantSpec,
  state: Pick<ServerState, 'databases' | 'users'>,
  before: ReadonlySet<string> | null,
  differing: ReadonlySet<string>,
): ReadonlySet<string> {
  const remembered = new Set<string>();
  for (const [id, digest] of objectDigests(tenant)) {
    const agrees = !differing.has(id) && !isUnfinished(id, differing) && isThere(id, tenant, state);
    if (agrees || before?.has(digest) === true) remembered.add(digest);
  }
  return remembered;
}

/**
 * A database whose access rules are still to be written was only just made. Remembered as it is, it would
 * look like one that was deleted and made anew.
 * @param open ids of operations that are not done
 */
function isUnfinished(id: string, open: ReadonlySet<string>): boolean {
  return id.startsWith(createPrefix) && open.has(`security.write ${id.slice(createPrefix.length)}`);
}

/** Of operations that were done, those whose outcome is remembered: a database once it has its access rules. */
export function finished(done: Iterable<string>): readonly string[] {
  const ids = new Set(done);
  return [...ids].filter(
    (id) =>
      !id.startsWith(createPrefix) || ids.has(`security.write ${id.slice(createPrefix.length)}`),
  );
}

/** A withdrawn tenant's missing database is no difference, and no agreement either. */
function isThere(
  id: string,
  tenant: TenantSpec,
  { databases, users }: Pick<ServerState, 'databases' | 'users'>,
): boolean {
  const space = id.indexOf(' ');
  const target = id.slice(space + 1);
  if (id.slice(0, space) === 'user.write') return users.has(target);
  return tenant.databases.some(
    ({ name }) => (target === name || target.startsWith(`${name}/`)) && databases.has(name),
  );
}
