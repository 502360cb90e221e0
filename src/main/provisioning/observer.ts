import { changesPage } from '../../couch/changes-page.ts';
import type { DatabaseInfo } from '../../couch/database-info.ts';
import { databasesInfo, databasesInfoLimit } from '../../couch/databases-info.ts';
import { databasesInfoRange } from '../../couch/databases-info-range.ts';
import { listDatabases } from '../../couch/list-databases.ts';
import { getSession } from '../../couch/get-session.ts';
import { newDatabasesPublic } from '../../couch/new-databases-public.ts';
import type { Requester } from '../../couch/transport.ts';
import type { Operation } from '../../shared/planning/plan.ts';
import type { DatabaseSpec, ServerSpec, TenantSpec } from '../../shared/planning/server-spec.ts';
import type { ServerState } from '../../shared/planning/server-state.ts';
import { concernsTokens } from '../../shared/planning/signing-keys.ts';
import { observeCapabilities } from './observe-capabilities.ts';
import { readNodes } from './read-nodes.ts';
import {
  databaseSpecs,
  noteAbsent,
  readAgain,
  readChangedUsers,
  readNamed,
  readUsers,
  usernames,
} from './read-server.ts';
import { type Cost, type Reader, withReader } from './reader.ts';
import {
  isKnown,
  newSeenServer,
  type PasswordCandidate,
  type PasswordKnowledge,
  type SeenServer,
  stateOf,
  uncheckedPasswords,
} from './seen-server.ts';
import { cheapestInfo, inGroups, nameRanges, rangeSize } from './what-moved.ts';

/** What to look at: everything, or tenants by uuid; those never looked at are always added. */
export type LookScope =
  { readonly scope: 'all' } | { readonly scope: 'tenants'; readonly ids: ReadonlySet<string> };

/**
 * Remembers what is on one server, so that looking again costs what changed and not what exists. Whatever
 * cannot be read throws; what is missing in an answer is known not to be there. Looks may overlap: every
 * look asks the server for its marks anew, so an older answer is found to be old by the next one. A server
 * with another uuid is another server, and nothing seen before counts. Server administrators only.
 */
export interface Observer {
  /** Reads what the scope names, and answers with it and with what is remembered of the rest. */
  readonly look: (
    transport: Requester,
    spec: ServerSpec,
    scope: LookScope,
    signal?: AbortSignal,
  ) => Promise<ServerState>;
  /**
   * Finds whatever moved anywhere, in about one request for 150 databases, and reads only that again. What
   * was never looked at is read whole.
   */
  readonly sweep: (
    transport: Requester,
    spec: ServerSpec,
    signal?: AbortSignal,
  ) => Promise<ServerState>;
  /** Databases and users that a feed named: where one moved, it is read again. */
  readonly refresh: (
    transport: Requester,
    spec: ServerSpec,
    named: { readonly databases: Iterable<string>; readonly users: Iterable<string> },
    signal?: AbortSignal,
  ) => Promise<ServerState>;
  /** The last state again, for instance after passwords were checked; null before the first look. */
  readonly recall: (spec: ServerSpec) => ServerState | null;
  /** Users whose password nobody has told yet to be ours or another one. */
  readonly unchecked: (spec: ServerSpec) => readonly PasswordCandidate[];
  /** Every database on the server as last seen; null before the first look. */
  readonly names: () => ReadonlySet<string> | null;
  /** What was written, or may have been, is looked at again. */
  readonly forget: (operations: Iterable<Operation>) => void;
  /** Everything is looked at again. */
  readonly clear: () => void;
}

const noKnowledge: PasswordKnowledge = { verdict: () => null };

export function createObserver(knowledge: PasswordKnowledge = noKnowledge): Observer {
  let seen: SeenServer | null = null;

  async function lookAtAll(
    reader: Omit<Reader, 'practice'>,
    spec: ServerSpec,
  ): Promise<SeenServer> {
    const { requester, signal } = reader;
    const [identity, { lastSeq }, names] = await Promise.all([
      observeCapabilities(requester, signal),
      changesPage(requester, '_users', 'now', 1, { signal }),
      listDatabases(requester, { signal }),
    ]);
    const now = newSeenServer(identity.couchdbUuid, identity.capabilities, lastSeq);
    const whole = { ...reader, practice: identity.capabilities.practice };
    const specs = databaseSpecs(spec.tenants);
    const wanted = names.filter((name) => specs.has(name));
    const sizes = { keys: databasesInfoLimit, range: rangeSize };
    const read = async (infos: readonly DatabaseInfo[]) => {
      for (const { name } of infos) now.names.add(name);
      await readAgain(whole, now, specs, infos);
    };
    // Each page's databases are read while the next pages are still on their way.
    const pages =
      cheapestInfo(wanted.length, names.length, sizes) === 'keys'
        ? inGroups(wanted, databasesInfoLimit).map((group) =>
            reader
              .limit(() => databasesInfo(requester, group, { signal }))
              .then((found) => read([...found.values()])),
          )
        : nameRanges(names, rangeSize).map((range) =>
            reader.limit(() => databasesInfoRange(requester, range, { signal })).then(read),
          );
    await Promise.all([...pages, readUsers(whole, now, usernames(spec.tenants))]);
    for (const name of names) if (!specs.has(name)) now.names.add(name);
    noteAbsent(now, specs.keys());
    await lookAtNodes(reader, now, spec);
    seen = now;
    return now;
  }

  async function lookAtTenants(
    reader: Omit<Reader, 'practice'>,
    now: SeenServer,
    tenants: readonly TenantSpec[],
  ): Promise<SeenServer> {
    if (tenants.length === 0) return now;
    const whole = { ...reader, practice: now.capabilities.practice };
    const specs = databaseSpecs(tenants);
    await Promise.all([
      readNamed(whole, now, specs, [...specs.keys()]),
      readUsers(whole, now, usernames(tenants)),
    ]);
    await lookAtDefaultSecurity(whole, now, specs);
    return now;
  }

  /** What the nodes say of tokens, where any are signed; few settings, so they are read at every look. */
  async function lookAtNodes(
    { requester, signal }: Omit<Reader, 'practice'>,
    now: SeenServer,
    spec: ServerSpec,
  ): Promise<void> {
    if (!concernsTokens(spec)) return;
    const { nodes } = now.capabilities;
    const [read, { handlers }] = await Promise.all([
      readNodes(requester, nodes, signal),
      getSession(requester, { signal }),
    ]);
    now.nodes = read;
    now.capabilities = { ...now.capabilities, jwt: handlers.includes('jwt') };
  }

  /** Where something will be made, whether the server makes it public is asked again. */
  async function lookAtDefaultSecurity(
    { requester, signal, practice }: Reader,
    now: SeenServer,
    specs: ReadonlyMap<string, DatabaseSpec>,
  ): Promise<void> {
    if (practice || [...specs.keys()].every((name) => now.databases.get(name) !== null)) return;
    const { nodes } = now.capabilities;
    const opens = await newDatabasesPublic(requester, nodes, { signal });
    now.capabilities = { ...now.capabilities, newDatabasesPublic: opens };
  }

  async function sweepAll(
    reader: Omit<Reader, 'practice'>,
    before: SeenServer | null,
    spec: ServerSpec,
  ): Promise<SeenServer> {
    if (before === null) return lookAtAll(reader, spec);
    const { requester, limit, signal } = reader;
    const [identity, borders] = await Promise.all([
      observeCapabilities(requester, signal),
      listDatabases(requester, { signal }),
    ]);
    if (identity.couchdbUuid !== before.couchdbUuid) return lookAtAll(reader, spec);
    before.capabilities = identity.capabilities;
    await lookAtNodes(reader, before, spec);
    const whole = { ...reader, practice: identity.capabilities.practice };
    const specs = databaseSpecs(spec.tenants);
    const names = new Set<string>();
    const pages = nameRanges(borders, rangeSize).map(async (range) => {
      const infos = await limit(() => databasesInfoRange(requester, range, { signal }));
      for (const { name } of infos) names.add(name);
      await readAgain(whole, before, specs, infos);
    });
    await Promise.all([...pages, readChangedUsers(whole, before, spec)]);
    before.names = names;
    for (const name of specs.keys()) if (!names.has(name)) before.databases.set(name, null);
    return before;
  }

  async function run(
    transport: Requester,
    spec: ServerSpec,
    signal: AbortSignal | undefined,
    look: (reader: Omit<Reader, 'practice'>) => Promise<SeenServer>,
  ): Promise<ServerState> {
    const { result, cost } = await withReader(transport, signal, look);
    return answer(result, spec, cost);
  }

  function answer(from: SeenServer, spec: ServerSpec, cost: Cost): ServerState {
    return { ...stateOf(from, spec, knowledge), ...cost };
  }

  return {
    look: (transport, spec, scope, signal) =>
      run(transport, spec, signal, (reader) => {
        const now = seen;
        if (now === null || scope.scope === 'all') return lookAtAll(reader, spec);
        const tenants = spec.tenants.filter(
          (tenant) => scope.ids.has(tenant.tenantId) || !isKnown(now, tenant),
        );
        return lookAtNodes(reader, now, spec).then(() => lookAtTenants(reader, now, tenants));
      }),
    sweep: (transport, spec, signal) =>
      run(transport, spec, signal, (reader) => sweepAll(reader, seen, spec)),
    refresh: (transport, spec, named, signal) =>
      run(transport, spec, signal, async (reader) => {
        if (seen === null) return lookAtAll(reader, spec);
        const now = seen;
        const whole = { ...reader, practice: now.capabilities.practice };
        const specs = databaseSpecs(spec.tenants);
        const known = new Set(usernames(spec.tenants));
        await Promise.all([
          readNamed(whole, now, specs, [...new Set(named.databases)]),
          readUsers(
            whole,
            now,
            [...new Set(named.users)].filter((name) => known.has(name)),
          ),
        ]);
        return now;
      }),
    recall: (spec) => (seen === null ? null : answer(seen, spec, { requests: 0, milliseconds: 0 })),
    unchecked: (spec) => (seen === null ? [] : uncheckedPasswords(seen, spec, knowledge)),
    names: () => seen?.names ?? null,
    forget: (operations) => {
      if (seen === null) return;
      for (const operation of operations) {
        switch (operation.kind) {
          case 'user.write':
          case 'user.delete':
            seen.users.delete(operation.target);
            break;
          case 'design.write':
          case 'index.write':
            seen.databases.delete(operation.database);
            break;
          case 'database.create':
          case 'database.delete':
          case 'security.write':
          case 'limit.write':
            seen.databases.delete(operation.target);
            break;
          case 'jwtkey.write':
          case 'jwtkey.delete':
          case 'handlers.write':
            seen.nodes = new Map();
            break;
        }
      }
    },
    clear: () => {
      seen = null;
    },
  };
}
