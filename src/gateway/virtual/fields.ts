import { canonicalJson } from '../../shared/canonical-json.ts';
import type { Json } from '../../shared/json.ts';
import { GatewayError } from '../errors.ts';

/** What every application writes for itself and the gateway makes anew. */
const ownOnly: ReadonlySet<string> = new Set(['createdAt', 'updatedAt']);

/**
 * The writable fields that differ from what is there. Any other field has to be as it is, or to be left out.
 * Errors: GatewayError `immutable_field`, `invalid_request` (not a text).
 */
export function changedFields<Name extends string>(
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
  writable: readonly Name[],
): ReadonlyMap<Name, string> {
  const changed = new Map<Name, string>();
  for (const [field, value] of Object.entries(after)) {
    const there = Object.hasOwn(before, field) ? before[field] : undefined;
    if (there !== undefined && canonicalJson(there) === canonicalJson(value)) continue;
    const name = writable.find((one) => one === field);
    if (name === undefined) {
      if (ownOnly.has(field)) continue;
      throw new GatewayError('immutable_field', { fields: { field: field.slice(0, 100) } });
    }
    if (typeof value !== 'string') {
      throw new GatewayError('invalid_request', { reason: `“${name}” has to be a text.` });
    }
    changed.set(name, value);
  }
  return changed;
}
