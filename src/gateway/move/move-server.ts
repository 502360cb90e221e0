import { isDeepStrictEqual } from 'node:util';
import { allLeaves } from '../../couch/all-leaves.ts';
import { copyDocuments } from '../../couch/copy-documents.ts';
import { createDatabase } from '../../couch/create-database.ts';
import { differentDocuments } from '../../couch/different-documents.ts';
import { getInfo } from '../../couch/get-info.ts';
import { clusterNodes } from '../../couch/get-membership.ts';
import { getSecurity } from '../../couch/get-security.ts';
import { getSession } from '../../couch/get-session.ts';
import { listDatabases } from '../../couch/list-databases.ts';
import { missingRevisions } from '../../couch/missing-revisions.ts';
import { newDatabasesPublic } from '../../couch/new-databases-public.ts';
import { putSecurity } from '../../couch/put-security.ts';
import type { CallOptions } from '../../couch/parse-answer.ts';
import type { Requester } from '../../couch/transport.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { isPublic, type SecurityObject } from '../../shared/planning/security-object.ts';

/** What became of one database. */
export interface MovedDatabase {
  readonly name: string;
  readonly documents: number;
  /** Ends of documents' histories that were written now; the others were there from an earlier attempt. */
  readonly written: number;
  /** It was public and is for administrators alone there. */
  readonly closed: boolean;
}

/** Where accounts are; CouchDB makes it itself, with a design document of its own. */
const accounts = '_users';
const accountPrefix = 'org.couchdb.user:';
/** Shards of a new database; CouchDB's own default. */
const shards = 2;

/**
 * Copies every database and account of one server to another and compares them afterwards, document for
 * document with all leaves, deletions and attachments. Nothing is taken away at the first one. May be repeated
 * after an interruption. Databases are closed before anything is in them; accounts come last.
 * Errors: those of the transports; `conflict` where the other server has something of its own in a database
 * or an account of that name, or is the same one; `not-permitted`, where either account is no administrator.
 */
export async function moveServer(options: {
  readonly from: Requester;
  readonly to: Requester;
  readonly note: (moved: MovedDatabase) => void;
  readonly signal?: AbortSignal;
}): Promise<readonly MovedDatabase[]> {
  const { from, to, note } = options;
  const call: CallOptions = options.signal === undefined ? {} : { signal: options.signal };
  await requireTwoServers(from, to, call);
  const names = (await listDatabases(from, call)).filter((name) => !name.startsWith('_'));
  const there = new Set(await listDatabases(to, call));
  for (const name of names) if (there.has(name)) await requireNothingOfItsOwn(name);
  const users = await accountsToMove();

  const moved: MovedDatabase[] = [];
  for (const name of names) {
    await createDatabase(to, name, shards, call);
    const { security, closed } = await securityOf(name);
    await putSecurity(to, name, security, call);
    const leaves = await allLeaves(from, name, call);
    const written = await copyDocuments(from, to, name, leaves, call);
    await requireEqual(name, leaves);
    if (!closed) await requireSameSecurity(name);
    const one = { name, documents: leaves.size, written, closed };
    moved.push(one);
    note(one);
  }
  const written = await copyDocuments(from, to, accounts, users, call);
  await requireEqual(accounts, users);
  const last = { name: accounts, documents: users.size, written, closed: false };
  note(last);
  return [...moved, last];

  async function requireNothingOfItsOwn(name: string): Promise<void> {
    const own = await missingRevisions(from, name, await allLeaves(to, name, call), call);
    const [id] = own.keys();
    if (id === undefined) return;
    throw new ConsoleError(
      'conflict',
      `The other server has a database ${name} with documents of its own (${id}).`,
      { remedy: 'Move to a server without databases of these names, or delete them there first.' },
    );
  }

  async function accountsOf(server: Requester): Promise<ReadonlyMap<string, readonly string[]>> {
    const names = await listDatabases(server, call);
    if (!names.includes(accounts)) return new Map();
    const leaves = await allLeaves(server, accounts, call);
    return new Map([...leaves].filter(([id]) => id.startsWith(accountPrefix)));
  }

  /**
   * Without those that are newer there: CouchDB writes an account anew when somebody signs in whose password
   * is hashed in fewer rounds than it wants.
   */
  async function accountsToMove(): Promise<ReadonlyMap<string, readonly string[]>> {
    const [mine, others] = [await accountsOf(from), await accountsOf(to)];
    const both = (leaves: ReadonlyMap<string, readonly string[]>) =>
      new Map([...leaves].filter(([id]) => mine.has(id) && others.has(id)));
    const newHere = await missingRevisions(to, accounts, both(mine), call);
    const newThere = await missingRevisions(from, accounts, both(others), call);
    for (const id of newHere.keys()) {
      if (!newThere.has(id)) continue;
      throw new ConsoleError(
        'conflict',
        `The other server has another account ${id.slice(accountPrefix.length)}.`,
        { remedy: 'Remove it there, or move to a server without accounts of these names.' },
      );
    }
    return new Map([...mine].filter(([id]) => !newThere.has(id)));
  }

  async function securityOf(
    name: string,
  ): Promise<{ readonly security: SecurityObject; readonly closed: boolean }> {
    const security = await getSecurity(from, name, call);
    if (security !== null && !isPublic(security)) return { security, closed: false };
    const nobody = { names: [], roles: ['_admin'] };
    return { security: { admins: nobody, members: nobody }, closed: true };
  }

  /** What of it is nobody's here, a tool's own field, is not copied; that is told instead of left out in silence. */
  async function requireSameSecurity(name: string): Promise<void> {
    const [here, others] = [await getSecurity(from, name, call), await getSecurity(to, name, call)];
    if (isDeepStrictEqual(here, others)) return;
    const fields = here?.otherKeys.join(', ') ?? '';
    throw new ConsoleError(
      'conflict',
      `The _security of ${name} is not the same on both servers${fields === '' ? '' : ` (${fields})`}.`,
      {
        remedy:
          'Take fields that are not CouchDB’s or the console’s out of it, and move once more.',
      },
    );
  }

  /** Reads both sides once more; a copy counts only when they hold the same. */
  async function requireEqual(
    name: string,
    copied: ReadonlyMap<string, readonly string[]>,
  ): Promise<void> {
    const [here, others] = [await allLeaves(from, name, call), await allLeaves(to, name, call)];
    const ids = name === accounts ? copied.keys() : new Set([...here.keys(), ...others.keys()]);
    const text = (leaves: ReadonlyMap<string, readonly string[]>, id: string): string =>
      leaves.get(id)?.join() ?? '';
    const moved = [...ids].find(
      (one) => text(here, one) !== text(copied, one) || text(here, one) !== text(others, one),
    );
    const id = moved ?? (await differentDocuments(from, to, name, copied, call))[0];
    if (id === undefined) return;
    throw new ConsoleError('conflict', `${name} is not the same on both servers (${id}).`, {
      remedy: 'See that nothing else writes to either of them, and move once more.',
    });
  }
}

async function requireTwoServers(from: Requester, to: Requester, call: CallOptions): Promise<void> {
  const [here, there] = await Promise.all([getInfo(from, call), getInfo(to, call)]);
  if (here.uuid === there.uuid) {
    throw new ConsoleError('conflict', 'Both addresses lead to the same server.');
  }
  for (const server of [from, to]) {
    const { roles } = await getSession(server, call);
    if (!roles.includes('_admin')) {
      throw new ConsoleError(
        'not-permitted',
        'Moving needs the administrator’s account of both servers.',
      );
    }
  }
  if (await newDatabasesPublic(to, await clusterNodes(to, call), call)) {
    throw new ConsoleError(
      'not-permitted',
      'The other server makes new databases public ([couchdb] default_security).',
      { remedy: 'Set default_security to admin_only there.' },
    );
  }
}
