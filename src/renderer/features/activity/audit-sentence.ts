import type { AuditEntry } from '../../../shared/documents/audit.ts';
import type { Json } from '../../../shared/json.ts';
import { words } from '../../app/messages/words.ts';

const tellingFields = new Set([
  'name',
  'key',
  'person',
  'email',
  'application',
  'tenant',
  'username',
  'title',
]);

type Sentences = typeof words.activity.sentences;

function isKnown(action: string): action is keyof Sentences {
  return Object.hasOwn(words.activity.sentences, action);
}

function toldBy(facts: Json | undefined): string | null {
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return null;
  for (const [field, value] of Object.entries(facts)) {
    if (!tellingFields.has(field)) continue;
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

/** What the entry is about: a name or key from its details, else the id of the resource. */
function subjectOf(entry: AuditEntry): string {
  const { details } = entry;
  for (const facts of [details, details['after'], details['before']]) {
    const told = toldBy(facts);
    if (told !== null) return told;
  }
  return entry.resource_id;
}

function figureIn(entry: AuditEntry, field: string): number {
  const value = entry.details[field];
  return typeof value === 'number' ? value : 0;
}

/** `tenant_key_changed` → `Tenant key changed`, for actions this window has no sentence for. */
export function plainAction(action: string): string {
  const text = action.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One entry of the audit log as a person would tell it. */
export function auditSentence(entry: AuditEntry): string {
  if (entry.action === 'plan_applied') {
    return words.activity.planApplied(
      figureIn(entry, 'applied'),
      figureIn(entry, 'failed'),
      figureIn(entry, 'skipped'),
    );
  }
  const subject = subjectOf(entry);
  return isKnown(entry.action)
    ? words.activity.sentences[entry.action](subject)
    : `${plainAction(entry.action)}: ${subject}`;
}
