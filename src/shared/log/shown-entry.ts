import { auditSchema, type AuditEntry, type Sha256 } from '../documents/audit.ts';
import { contentId, instantOfId } from './entry-id.ts';

/** The action of the row that stands for an entry whose content is not what its id says. */
const alteredAction = 'log_entry_altered';

/**
 * An entry of the log as it may be shown: itself where its id is that of its content, else a row that says
 * that it was altered, with nothing of what it claims.
 */
export function shownEntry(id: string, body: unknown, sha256: Sha256): AuditEntry {
  const parsed = auditSchema.safeParse(body);
  if (parsed.success && parsed.data._id === id && contentId(parsed.data, sha256) === id) {
    return parsed.data;
  }
  return {
    _id: id,
    type: 'audit_log',
    tenant_id: null,
    action: alteredAction,
    actor: 'unknown',
    device: 'unknown',
    resource_type: 'audit_log',
    resource_id: id.slice(0, 300),
    outcome: 'failed',
    details: {},
    createdAt: instantOfId(id) ?? new Date(0).toISOString(),
  };
}
