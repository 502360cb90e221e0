import { setImmediate } from 'node:timers/promises';
import { allDocsByKeys } from '../../couch/all-docs-page.ts';
import type { Requester } from '../../couch/transport.ts';
import { writeBulk } from '../../couch/write-bulk.ts';
import type { LogCut } from '../../shared/bridge/log-views.ts';
import type { AuditDraft } from '../../shared/documents/audit.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { jsonSchema, type Json } from '../../shared/json.ts';
import { cutAction, planningCut, type CutPlan } from '../../shared/log/cut-record.ts';
import { createLogVerifier } from '../../shared/log/log-verifier.ts';
import { logDatabase } from '../../shared/naming.ts';
import type { Registry } from '../registry/registry.ts';
import { verifySignature } from './ed25519.ts';
import { inTurns } from './in-turns.ts';
import { readWholeLog } from './server-log.ts';
import { sha256 } from './sha256.ts';

const batchSize = 500;
/** Findings that a checkpoint names one by one. */
const namedFindings = 20;

export interface PlannedCut {
  readonly plan: CutPlan;
  /** What verifying found before anything was removed; a cut would otherwise take the evidence along. */
  readonly findings: readonly Json[];
}

/** Reads the whole log and works out what a cut takes; nothing is changed. */
export async function plannedCut(
  reader: Requester,
  before: string,
  onRead: (checked: number, total: number) => void,
): Promise<PlannedCut> {
  const verifier = createLogVerifier({ sha256, verify: verifySignature });
  await readWholeLog(reader, verifier, onRead);
  const { entries, earlier } = verifier.forCut();
  const { findings } = await inTurns(
    verifier.finishing({ knownHeads: new Map(), wholeSince: null }),
  );
  return {
    plan: await inTurns(planningCut(entries, before, earlier, sha256)),
    findings: findings
      .slice(0, namedFindings)
      .map(({ kind, deviceName, seq, count }) => ({ kind, device: deviceName, seq, count })),
  };
}

/**
 * Removes what was planned. The checkpoint is in the log on the server before the first entry goes, so that
 * a cut that is interrupted is no loss; the next one takes what this one left.
 *
 * Entries are deleted and not purged: a deletion replicates, so that local copies follow, and no old laptop
 * brings an entry back. What stays of each is its id.
 */
export async function carryOutCut(
  parts: { readonly registry: Registry; readonly admin: Requester },
  before: string,
  { plan, findings }: PlannedCut,
): Promise<LogCut> {
  const result: LogCut = { before, entries: plan.remove.length, kept: plan.kept };
  if (plan.remove.length === 0) return result;
  await leaveCheckpoint(parts, before, plan, findings);
  for (let start = 0; start < plan.remove.length; start += batchSize) {
    await removeEntries(parts.admin, plan.remove.slice(start, start + batchSize));
    await setImmediate();
  }
  return { ...result, kept: plan.kept + 1 };
}

async function leaveCheckpoint(
  { registry, admin }: { readonly registry: Registry; readonly admin: Requester },
  before: string,
  plan: CutPlan,
  findings: readonly Json[],
): Promise<void> {
  const { log } = registry;
  const chains = plan.chains.map((chain) => ({ ...chain, last: [...chain.last] }));
  await registry.execute((_snapshot, { actor, now }) => {
    const draft: AuditDraft = {
      type: 'audit_log',
      tenant_id: null,
      action: cutAction,
      actor,
      resource_type: 'audit_log',
      resource_id: logDatabase,
      outcome: 'ok',
      details: { before, entries: plan.remove.length, chains, findings },
      createdAt: now,
    };
    return { documents: [], audit: [draft], result: null };
  });
  await log.flush();
  const id = log.chain()?.previous ?? null;
  const entry = id === null ? undefined : await log.read(id);
  const body = jsonSchema.safeParse(entry);
  if (!body.success || !isObject(body.data) || body.data['action'] !== cutAction) {
    throw new ConsoleError('vault-locked', 'The checkpoint of the cut could not be signed.', {
      remedy: 'Unlock the vault with its passphrase and try again; nothing was removed.',
    });
  }
  const failures = await writeBulk(admin, logDatabase, [body.data], 'as-given');
  if (failures.length > 0) throw notDone(failures[0]?.error ?? '');
}

async function removeEntries(admin: Requester, ids: readonly string[]): Promise<void> {
  const there = await allDocsByKeys(admin, logDatabase, ids);
  const failures = await writeBulk(
    admin,
    logDatabase,
    there.map(({ _id, _rev }) => ({ _id, _rev, _deleted: true })),
    'edit',
  );
  // A conflict: somebody else cuts as well, or a repeat after a lost answer.
  const failed = failures.find(({ error }) => error !== 'conflict');
  if (failed !== undefined) throw notDone(failed.error);
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notDone(error: string): ConsoleError {
  return new ConsoleError(
    'server-failed',
    'The server did not carry out the cut of the audit log.',
    {
      remedy: 'Cut again; what was removed already is accounted for.',
      details: { error: error.slice(0, 200) },
    },
  );
}
