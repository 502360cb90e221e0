import { defaultSharing, type Tenant } from '../documents/tenant.ts';
import { domainOf } from './email-address.ts';

/** Why an address may not come into a tenant, as two sentences; null where it may. */
export function domainRefusal(tenant: Tenant, address: string): string | null {
  const { domains } = tenant.sharing ?? defaultSharing;
  if (domains === null || domains.includes(domainOf(address))) return null;
  return `The sharing settings of ${tenant.key} do not admit addresses of ${domainOf(address)}. Add the domain there first.`;
}
