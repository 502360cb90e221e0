import { createDatabase } from '../../couch/create-database.ts';
import { databaseInfo } from '../../couch/database-info.ts';
import { getSecurity } from '../../couch/get-security.ts';
import { putSecurity } from '../../couch/put-security.ts';
import type { CreateDatabase, WriteSecurity } from '../../shared/planning/plan.ts';
import { isAdminOnly, securityVerdict } from '../../shared/planning/still-applies.ts';
import { stale, type OperationContext } from './operation-context.ts';
import { withinLease } from './within-lease.ts';

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
 * anything but what the plan saw stops the write. Nothing lowers a generation. What two appliers could
 * still do to each other between this read and the write is for the lease to exclude: whether it is still
 * held is asked once more right before, and a write that takes long is given up while the lease has time.
 */
export async function applySecurity(
  operation: WriteSecurity,
  context: OperationContext,
): Promise<void> {
  const { transport, signal, created } = context;
  const { target } = operation;
  if (!created.has(target)) {
    const now = await getSecurity(transport, target, { signal });
    const verdict = securityVerdict(operation, now);
    if (verdict === 'done') return;
    if (verdict !== 'go') throw stale(verdict.stale);
  }
  await withinLease(`the security of ${target} was written`, context, (inTime) =>
    putSecurity(transport, target, operation.body, { signal: inTime }),
  );
}
