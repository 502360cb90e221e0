import { createDatabase } from '../../couch/create-database.ts';
import { databaseInfo } from '../../couch/database-info.ts';
import { CouchConflictError } from '../../couch/errors.ts';
import { getDocument } from '../../couch/get-document.ts';
import { getSecurity } from '../../couch/get-security.ts';
import { putDocument } from '../../couch/put-document.ts';
import { putSecurity } from '../../couch/put-security.ts';
import type { Requester } from '../../couch/transport.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { CreateDatabase, WriteDesign, WriteSecurity } from '../../shared/planning/plan.ts';
import { sameSecurity } from '../../shared/planning/same-security.ts';
import type { ObservedSecurity } from '../../shared/planning/security-object.ts';
import { readDesign } from './read-design.ts';

export interface OperationContext {
  readonly transport: Requester;
  readonly signal: AbortSignal;
  /** Databases that this run made itself, with nobody in them yet but administrators. */
  readonly created: Set<string>;
}

/**
 * Makes a database. One that exists by now is accepted where it is what this operation leaves behind: empty
 * and for administrators only (an attempt whose answer was lost), or already marked for this tenant.
 */
export async function applyCreate(
  operation: CreateDatabase,
  { transport, signal, created }: OperationContext,
): Promise<void> {
  const { target, tenantId } = operation;
  if ((await createDatabase(transport, target, operation.q, { signal })) === 'created') {
    created.add(target);
    return;
  }
  const [info, security] = await Promise.all([
    databaseInfo(transport, target, { signal }),
    getSecurity(transport, target, { signal }),
  ]);
  if (info === null || security === null) throw stale(`${target} came and went meanwhile.`);
  if (security.mycouch?.tenant === tenantId) return;
  const untouched = info.documents === 0 && info.deletedDocuments === 0;
  if (!untouched || !isAdminOnly(security)) {
    throw stale(`A database ${target} was made by somebody else meanwhile.`);
  }
}

/**
 * Writes `_security`, which has no revision and so cannot conflict: what is there is read right before, and
 * anything but what the plan saw stops the write. Nothing lowers a generation. (What two appliers could
 * still do to each other between this read and the write is for the lease to exclude; it is renewed here.)
 */
export async function applySecurity(
  operation: WriteSecurity,
  { transport, signal, created }: OperationContext,
): Promise<void> {
  const { target, body, before, tenantId } = operation;
  if (!created.has(target)) {
    const now = await getSecurity(transport, target, { signal });
    if (now === null) throw stale(`The database ${target} is no longer there.`);
    const marker = now.mycouch;
    if (marker !== undefined && marker.tenant !== tenantId) {
      throw stale(`The database ${target} belongs to another tenant now.`);
    }
    if (marker !== undefined && marker.generation > (body.mycouch?.generation ?? 0)) {
      throw stale(`The server has a newer decision on ${target} than this plan.`);
    }
    if (sameSecurity(now, body)) return;
    const expected =
      before === null ? isAdminOnly(now) || marker !== undefined : sameSecurity(now, before);
    if (!expected) throw stale(`The security of ${target} was changed by somebody else meanwhile.`);
  }
  await putSecurity(transport, target, body, { signal });
}

/** Writes a design document; one that is there by now and is the same, or a newer one, is accepted. */
export async function applyDesign(
  operation: WriteDesign,
  { transport, signal }: OperationContext,
): Promise<void> {
  const { database, design, rev } = operation;
  const body = { _id: design.id, ...design.body };
  try {
    await putDocument(transport, database, design.id, rev, body, { signal });
  } catch (error) {
    if (!(error instanceof CouchConflictError)) throw error;
    const found = await getDocument(transport, database, design.id, { signal });
    const now = found === null ? null : readDesign(found);
    const { version } = design.body.mycouch;
    const newer = (now?.version ?? 0) > version;
    const same =
      now?.version === version && now.validateDocUpdate === design.body.validate_doc_update;
    if (!newer && !same) throw stale(`${operation.target} was changed by somebody else meanwhile.`);
  }
}

/** As CouchDB makes a new database, or more closed. */
function isAdminOnly(security: ObservedSecurity): boolean {
  return (
    security.mycouch === undefined &&
    !security.markerBroken &&
    security.members.names.length === 0 &&
    security.admins.names.length === 0 &&
    security.members.roles.length > 0 &&
    [...security.members.roles, ...security.admins.roles].every((role) => role === '_admin')
  );
}

export function stale(message: string): ConsoleError<'plan-stale'> {
  return new ConsoleError('plan-stale', message, { remedy: 'Plan again.' });
}
