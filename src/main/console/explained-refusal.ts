import type { RefusalView } from '../../shared/bridge/views.ts';
import { describeRefusal } from '../../shared/planning/describe-refusal.ts';
import type { Refusal } from '../../shared/planning/server-spec.ts';

/** A refusal with its sentences. Another tenant is called by its name, since nobody knows one by its id. */
export function explainedRefusal(
  refusal: Refusal,
  tenantName: (tenantId: string) => string,
): RefusalView {
  const { reason, subject } = refusal;
  const told =
    reason === 'key-collision' ? { ...refusal, subject: `“${tenantName(subject)}”` } : refusal;
  return { ...refusal, message: describeRefusal(told) };
}
