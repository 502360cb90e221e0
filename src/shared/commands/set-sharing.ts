import { canonicalJson } from '../canonical-json.ts';
import { defaultSharing, type Inviter, type Sharing, type Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import { readDomain } from '../people/email-address.ts';
import type { Command } from './command.ts';
import { requireState, requireTenant } from './require-tenant.ts';
import { tenantAudit } from './tenant-audit.ts';
import type { TenantChange } from './tenant-change.ts';

const domainsLimit = 100;

/**
 * Says who may invite people into a tenant, and from which domains they may be; no domain: any. Who is in
 * already stays. Only what is given is changed; no difference, no write. Errors: `not-found`,
 * `not-allowed-in-state` (in the trash), `invalid-input`.
 */
export function setSharing(input: {
  readonly tenantId: string;
  readonly invite?: Inviter | undefined;
  readonly domains?: readonly string[] | undefined;
}): Command<TenantChange> {
  return (snapshot, context) => {
    const tenant = requireTenant(snapshot, input.tenantId);
    requireState(tenant, ['active', 'suspended', 'archived'], 'shared in another way');
    const before: Sharing = tenant.sharing ?? defaultSharing;
    const sharing: Sharing = {
      ...before,
      invite: input.invite ?? before.invite,
      domains: input.domains === undefined ? before.domains : readDomains(input.domains),
    };
    if (canonicalJson(facts(before)) === canonicalJson(facts(sharing))) {
      return { documents: [], audit: [], result: { tenantId: tenant.tenant_id, changed: false } };
    }
    const changed: Tenant = {
      ...tenant,
      sharing,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [changed],
      audit: [
        tenantAudit('tenant_sharing_set', changed, context, {
          before: facts(before),
          after: facts(sharing),
        }),
      ],
      result: { tenantId: tenant.tenant_id, changed: true },
    };
  };
}

function facts({ invite, domains }: Sharing): Json {
  return { invite, domains: domains === null ? null : [...domains] };
}

function readDomains(texts: readonly string[]): string[] | null {
  const domains = new Set<string>();
  for (const text of texts) {
    if (text.trim() === '') continue;
    const domain = readDomain(text);
    if (domain === null) {
      throw new ConsoleError('invalid-input', `“${text.trim().slice(0, 60)}” is no domain.`, {
        remedy: 'Write domains like example.org, without what stands before the @.',
      });
    }
    domains.add(domain);
  }
  if (domains.size > domainsLimit) {
    throw new ConsoleError(
      'invalid-input',
      `A tenant admits at most ${String(domainsLimit)} domains.`,
    );
  }
  return domains.size === 0 ? null : [...domains].toSorted();
}
