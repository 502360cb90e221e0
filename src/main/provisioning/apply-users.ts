import { z } from 'zod';
import { getUserDocuments, type CouchUserDocument } from '../../couch/get-user-documents.ts';
import { toCouchUser } from '../../couch/get-users.ts';
import { putUsersBulk, type UserWrite, type UserWriteOutcome } from '../../couch/put-users-bulk.ts';
import { ServerFailedError } from '../../couch/errors.ts';
import type { CallOptions } from '../../couch/parse-answer.ts';
import type { Requester } from '../../couch/transport.ts';
import { jsonSchema, type Json } from '../../shared/json.ts';
import type { WriteUser } from '../../shared/planning/plan.ts';
import { userVerdict } from '../../shared/planning/still-applies.ts';
import { stale } from './operation-context.ts';
import type { Run } from './run.ts';

const documentSchema = z.record(z.string(), jsonSchema);

/** What CouchDB makes of a password, which is never mixed of two, and the revision. */
const ownFields: ReadonlySet<string> = new Set([
  '_rev',
  'password_scheme',
  'pbkdf2_prf',
  'iterations',
  'salt',
  'derived_key',
  'password_sha',
]);

/**
 * Writes users in bulk. Who is there already is read first, and what somebody else put into the document
 * (a second factor, say) is kept. Where the revision is no longer the one planned with, `userVerdict` says
 * what that means. A conflict with somebody writing at the same moment is tried once more.
 * @returns by operation id: null when done, else the error
 */
export async function applyUsers(
  operations: readonly WriteUser[],
  transport: Requester,
  { signal, mayGoOn }: Pick<Run, 'signal' | 'mayGoOn'>,
): Promise<ReadonlyMap<string, unknown>> {
  const outcomes = new Map<string, unknown>();
  const known = operations.filter(({ rev }) => rev !== null);
  const fresh = operations.filter(({ rev }) => rev === null).map(newUser);
  const changed = await readAndMerge(known, transport, { signal }, outcomes);
  const send = async (prepared: readonly PreparedWrite[]) => {
    const refusal = mayGoOn();
    if (refusal !== null) throw refusal;
    return write(prepared, transport, { signal }, outcomes);
  };
  const conflicts = await send([...fresh, ...changed]);
  if (conflicts.length === 0) return outcomes;
  const again = await readAndMerge(conflicts, transport, { signal }, outcomes);
  for (const { id, target } of await send(again)) {
    outcomes.set(id, stale(`The user ${target} keeps changing.`));
  }
  return outcomes;
}

interface PreparedWrite {
  readonly operation: WriteUser;
  readonly write: UserWrite;
}

function newUser(operation: WriteUser): PreparedWrite {
  const { target, body } = operation;
  return { operation, write: { username: target, rev: null, body } };
}

/** What is to be written over the documents as they are now; what is decided already goes to the outcomes. */
async function readAndMerge(
  operations: readonly WriteUser[],
  transport: Requester,
  options: CallOptions,
  outcomes: Map<string, unknown>,
): Promise<readonly PreparedWrite[]> {
  if (operations.length === 0) return [];
  const names = operations.map(({ target }) => target);
  const found = await getUserDocuments(transport, names, options);
  return operations.flatMap((operation): readonly PreparedWrite[] => {
    const document = found.get(operation.target);
    const user = document === undefined ? null : toCouchUser(operation.target, document);
    const verdict =
      user !== null && user.rev === operation.rev ? 'go' : userVerdict(operation, user);
    if (verdict !== 'go') {
      outcomes.set(operation.id, verdict === 'done' ? null : stale(verdict.stale));
      return [];
    }
    if (document === undefined) return [newUser(operation)];
    const { target: username, body } = operation;
    return [{ operation, write: { username, rev: document._rev, body: merged(document, body) } }];
  });
}

function merged(
  document: CouchUserDocument,
  body: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const foreign = Object.entries(documentSchema.parse(document)).filter(
    ([field]) => !ownFields.has(field),
  );
  return { ...Object.fromEntries(foreign), ...body };
}

/** Notes what is decided and gives back what conflicted. */
async function write(
  prepared: readonly PreparedWrite[],
  transport: Requester,
  options: CallOptions,
  outcomes: Map<string, unknown>,
): Promise<readonly WriteUser[]> {
  if (prepared.length === 0) return [];
  const answered = await putUsersBulk(
    transport,
    prepared.map((one) => one.write),
    options,
  );
  return prepared.flatMap(({ operation }) => {
    const answer: UserWriteOutcome | undefined = answered.get(operation.target);
    switch (answer?.outcome) {
      case 'conflict':
        return [operation];
      case 'written':
        outcomes.set(operation.id, null);
        return [];
      case 'refused':
        outcomes.set(operation.id, notWritten(operation, answer.error, answer.reason));
        return [];
      case undefined:
        outcomes.set(operation.id, notWritten(operation, 'no answer', null));
        return [];
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
