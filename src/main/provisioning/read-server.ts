import { changesPage } from '../../couch/changes-page.ts';
import type { DatabaseInfo } from '../../couch/database-info.ts';
import { databasesInfo, databasesInfoLimit } from '../../couch/databases-info.ts';
import { getUserDocuments, userIdPrefix } from '../../couch/get-user-documents.ts';
import type { DatabaseSpec, ServerSpec, TenantSpec } from '../../shared/planning/server-spec.ts';
import { onlyDesign, readDatabase } from './read-database.ts';
import type { Reader } from './reader.ts';
import type { SeenServer } from './seen-server.ts';
import { seenUser } from './seen-user.ts';
import { inGroups, markOf, movedDatabases } from './what-moved.ts';

const usersAtOnce = 200;
const changesAtOnce = 5000;

/** Reads again what moved of the databases that a specification names. */
export async function readAgain(
  reader: Reader,
  now: SeenServer,
  specs: ReadonlyMap<string, DatabaseSpec>,
  infos: readonly DatabaseInfo[],
): Promise<void> {
  const moved = movedDatabases(infos, specs, (name) => {
    const entry = now.databases.get(name);
    if (entry === null || entry === undefined) return undefined;
    const spec = specs.get(name);
    const asksLimit = (spec?.revsLimit ?? null) !== null && !reader.practice;
    const asksDesigns = spec !== undefined && onlyDesign(spec) !== entry.onlyDesign;
    const asksMore =
      (asksLimit && entry.database.revsLimit === null) ||
      (asksDesigns && entry.onlyDesign !== null);
    return asksMore ? undefined : entry.mark;
  });
  await Promise.all(
    moved.map(async (info) => {
      const spec = specs.get(info.name);
      if (spec === undefined) return;
      const database = await readDatabase(reader, spec, info);
      now.databases.set(
        info.name,
        database === null ? null : { mark: markOf(info), database, onlyDesign: onlyDesign(spec) },
      );
    }),
  );
}

/** Looks at databases by name, whether or not they are there and whether or not anybody wants them. */
export async function readNamed(
  reader: Reader,
  now: SeenServer,
  specs: ReadonlyMap<string, DatabaseSpec>,
  names: readonly string[],
): Promise<void> {
  await Promise.all(
    inGroups(names, databasesInfoLimit).map(async (group) => {
      const infos = await reader.limit(() =>
        databasesInfo(reader.requester, group, { signal: reader.signal }),
      );
      for (const name of group) {
        if (infos.has(name)) {
          now.names.add(name);
        } else {
          now.names.delete(name);
          if (specs.has(name)) now.databases.set(name, null);
        }
      }
      await readAgain(reader, now, specs, [...infos.values()]);
    }),
  );
}

export async function readUsers(
  { requester, limit, signal }: Reader,
  now: SeenServer,
  names: readonly string[],
): Promise<void> {
  await Promise.all(
    inGroups(names, usersAtOnce).map(async (group) => {
      const found = await limit(() => getUserDocuments(requester, group, { signal }));
      for (const name of group) {
        const user = found.get(name);
        now.users.set(
          name,
          user === undefined
            ? null
            : {
                ...seenUser(name, user),
              },
        );
      }
    }),
  );
}

export async function readChangedUsers(
  reader: Reader,
  now: SeenServer,
  spec: ServerSpec,
): Promise<void> {
  const wanted = usernames(spec.tenants);
  const known = new Set(wanted);
  const changed = new Set(wanted.filter((name) => !now.users.has(name)));
  let since = now.usersSince;
  for (;;) {
    const page = await reader.limit(() =>
      changesPage(reader.requester, '_users', since, changesAtOnce, { signal: reader.signal }),
    );
    since = page.lastSeq;
    for (const id of page.ids) {
      const name = id.startsWith(userIdPrefix) ? id.slice(userIdPrefix.length) : '';
      if (known.has(name)) changed.add(name);
    }
    if (page.pending === 0 || page.ids.length === 0) break;
  }
  await readUsers(reader, now, [...changed]);
  now.usersSince = since;
}

export function noteAbsent(now: SeenServer, wanted: Iterable<string>): void {
  for (const name of wanted) if (!now.databases.has(name)) now.databases.set(name, null);
}

export function databaseSpecs(tenants: readonly TenantSpec[]): ReadonlyMap<string, DatabaseSpec> {
  return new Map(tenants.flatMap(({ databases }) => databases).map((one) => [one.name, one]));
}

export function usernames(tenants: readonly TenantSpec[]): readonly string[] {
  return [...new Set(tenants.flatMap(({ users }) => users).map(({ username }) => username))];
}
