import { ConsoleError } from '../errors.ts';
import type { Command } from './command.ts';
import { requireKey } from './key-check.ts';
import {
  newTenantDocuments,
  requireBlueprint,
  requireFreshId,
  type NewTenant,
} from './new-tenant.ts';
import { takenNames } from './taken-names.ts';
import { tenantTextProblem } from './tenant-text.ts';

export interface CreateTenantInput extends NewTenant {
  /** `blueprint_…` */
  readonly blueprint: string;
}

/**
 * Creates a tenant with the service accounts of its blueprint. Errors: `key-invalid`, `key-taken`,
 * `invalid-input`, `not-found` (blueprint), `conflict` (the id is in use), `not-allowed-in-state` (the owner
 * was removed everywhere).
 */
export function createTenant(input: CreateTenantInput): Command<{ readonly tenantId: string }> {
  return (snapshot, context) => {
    const blueprint = requireBlueprint(snapshot, input.blueprint);
    requireFreshId(snapshot, input.tenantId);
    requireKey(input.key, blueprint, takenNames(snapshot));
    const problem = tenantTextProblem(input);
    if (problem !== null) throw new ConsoleError('invalid-input', problem);
    const { documents, audit } = newTenantDocuments(input, {
      snapshot,
      blueprint,
      context,
      how: 'form',
      made: new Map(),
    });
    return { documents, audit: [audit], result: { tenantId: input.tenantId } };
  };
}
