import type { AuditDraft } from '../documents/audit.ts';
import type { ChainHead } from './chain-entry.ts';

/** Why a device goes on in a new chain. */
export type WhyBegun = 'key-missing' | 'written-on-elsewhere';

/** The first entry of a new chain of a device: it says which one it goes on from, and why. */
export function chainBegun(facts: {
  readonly old: ChainHead;
  readonly why: WhyBegun;
  /** Where the old chain was written on by another copy of the device. */
  readonly foreign: { readonly seq: number; readonly id: string } | null;
  readonly actor: string;
  readonly now: string;
}): AuditDraft {
  const { old, why, foreign, actor, now } = facts;
  return {
    type: 'audit_log',
    tenant_id: null,
    action: 'log_chain_begun',
    actor,
    resource_type: 'log_chain',
    resource_id: old.deviceId,
    outcome: foreign === null ? 'ok' : 'failed',
    details: {
      why,
      before: { device_id: old.deviceId, seq: old.seq, id: old.previous },
      ...(foreign === null ? {} : { elsewhere: { seq: foreign.seq, id: foreign.id } }),
    },
    createdAt: now,
  };
}
