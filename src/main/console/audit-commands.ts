import { apikeyDocumentId } from '../../shared/documents/apikey.ts';
import type { Account } from '../../shared/documents/account.ts';
import type { Command } from '../../shared/commands/command.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';
import type { ApplyReport, Plan } from '../../shared/planning/plan.ts';

/** Failures named one by one in an audit entry; the rest is only counted. */
const namedFailures = 20;

/** Notes what applying a plan came to. */
export function auditApply(plan: Plan, report: ApplyReport): Command<null> {
  const failures = report.outcomes.flatMap((outcome): Json[] =>
    outcome.outcome === 'failed' ? [{ operation: outcome.id, code: outcome.code }] : [],
  );
  return (_snapshot, context) => ({
    documents: [],
    audit: [
      {
        type: 'audit_log',
        tenant_id: null,
        action: 'plan_applied',
        actor: context.actor,
        resource_type: 'plan',
        resource_id: plan.id,
        outcome: report.failed === 0 ? 'ok' : 'failed',
        details: {
          server: plan.couchdbUuid,
          operations: plan.operations.length,
          applied: report.applied,
          failed: report.failed,
          skipped: report.skipped,
          cancelled: report.cancelled,
          refused: plan.refusals.length,
          failures: failures.slice(0, namedFailures),
        },
        createdAt: context.now,
      },
    ],
    result: null,
  });
}

/** Notes that somebody looked at the password of a service account. */
export function auditReveal(account: Account): Command<null> {
  return (_snapshot, context) => ({
    documents: [],
    audit: [
      {
        type: 'audit_log',
        tenant_id: account.tenant_id,
        action: 'account_revealed',
        actor: context.actor,
        resource_type: 'account',
        resource_id: account._id,
        outcome: 'ok',
        details: { username: account.username, credential: account.credential_id },
        createdAt: context.now,
      },
    ],
    result: null,
  });
}

/** Notes a wrong answer of somebody who wanted to see a password. */
export function auditWrongProof(
  device: { readonly id: string; readonly name: string },
  method: 'passphrase' | 'server-password',
): Command<null> {
  return (_snapshot, context) => ({
    documents: [],
    audit: [
      {
        type: 'audit_log',
        tenant_id: null,
        action: 'reauthentication_failed',
        actor: context.actor,
        resource_type: 'device',
        resource_id: device.id,
        outcome: 'failed',
        details: { name: device.name, method },
        createdAt: context.now,
      },
    ],
    result: null,
  });
}

/** Notes that this device was connected to a server, or could not be. */
export function auditConnection(
  server: { readonly id: string; readonly name: string; readonly url: string },
  failure: ErrorCode | null,
): Command<null> {
  return (_snapshot, context) => ({
    documents: [],
    audit: [
      {
        type: 'audit_log',
        tenant_id: null,
        action: failure === null ? 'server_connected' : 'server_connection_failed',
        actor: context.actor,
        resource_type: 'server',
        resource_id: server.id.slice(0, 300),
        outcome: failure === null ? 'ok' : 'failed',
        details: {
          name: server.name,
          url: server.url,
          ...(failure === null ? {} : { code: failure }),
        },
        createdAt: context.now,
      },
    ],
    result: null,
  });
}

/** Notes that somebody restarted a server. */
export function auditRestart(
  server: { readonly serverId: string; readonly name: string },
  nodes: readonly string[],
): Command<null> {
  return (_snapshot, context) => ({
    documents: [],
    audit: [
      {
        type: 'audit_log',
        tenant_id: null,
        action: 'server_restarted',
        actor: context.actor,
        resource_type: 'server',
        resource_id: server.serverId,
        outcome: 'ok',
        details: { name: server.name, nodes: [...nodes] },
        createdAt: context.now,
      },
    ],
    result: null,
  });
}

/** Notes that somebody exchanged an API key at a gateway to see what it reaches. */
export function auditTrial(
  keyId: string,
  gateway: string,
  came: { readonly refused: string | null; readonly leaks: number },
): Command<null> {
  return (snapshot, context) => ({
    documents: [],
    audit: [
      {
        type: 'audit_log',
        tenant_id: snapshot.apikeysById.get(keyId)?.tenant_id ?? null,
        action: 'key_tried',
        actor: context.actor,
        resource_type: 'api_key',
        resource_id: apikeyDocumentId(keyId),
        outcome: came.refused === null ? 'ok' : 'failed',
        details: {
          name: snapshot.apikeysById.get(keyId)?.name ?? keyId,
          gateway,
          ...came,
        },
        createdAt: context.now,
      },
    ],
    result: null,
  });
}
