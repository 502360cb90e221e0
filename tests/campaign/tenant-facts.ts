import type { Tenant } from '../../src/shared/documents/tenant.ts';
import type { FinalTenant } from './sync-verdict.ts';

/** What a tenant is, in the words of the model. */
export function tenantFacts(
  tenant: Tenant,
): Pick<FinalTenant, 'text' | 'withdrawn' | 'generation' | 'epoch'> {
  const { configuration, generation, epoch } = tenant;
  const asText = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    text: {
      name: tenant.name,
      description: tenant.description,
      ownerEmail: asText(tenant.owner_email),
      'configuration/a': asText(configuration['a']),
      'configuration/b': asText(configuration['b']),
    },
    withdrawn: {
      enabled: !tenant.enabled,
      archived: tenant.archivedAt !== null,
      deleted: tenant.deletedAt !== null,
      readOnly: tenant.readOnly,
      overQuota: tenant.overQuota ?? false,
    },
    generation,
    epoch,
  };
}
