import { tenantState } from '../documents/tenant.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { parseLink, type LinkPart, type LinkSection } from './deep-link.ts';

/** Where a link leads in this registry. */
export type LinkTarget =
  | { readonly to: 'section'; readonly section: LinkSection }
  | {
      readonly to: 'tenant';
      /** Uuid. */
      readonly id: string;
      readonly part: LinkPart | null;
    }
  /** Not to be understood, or no such tenant is here, or two laptops gave it the same key. */
  | { readonly to: 'nowhere'; readonly why: 'no-link' }
  | {
      readonly to: 'nowhere';
      readonly why: 'no-tenant' | 'several-tenants';
      /** The key or uuid that was sought. */
      readonly tenant: string;
    };

/**
 * Where a text that came from outside leads. A tenant is sought by its uuid and then by its key; with a key
 * that is in the trash and in use the one in use is meant.
 */
export function resolveLink(
  text: string,
  { tenants, tenantsByKey }: Pick<RegistrySnapshot, 'tenants' | 'tenantsByKey'>,
): LinkTarget {
  const place = parseLink(text);
  if (place === null) return { to: 'nowhere', why: 'no-link' };
  if (place.to === 'section') return place;
  const { tenant, part } = place;
  if (tenants.has(tenant)) return { to: 'tenant', id: tenant, part };
  const named = (tenantsByKey.get(tenant) ?? []).flatMap((id) => tenants.get(id) ?? []);
  const used = named.filter((one) => tenantState(one) !== 'deleted');
  const [found, ...others] = used.length > 0 ? used : named;
  if (found === undefined) return { to: 'nowhere', why: 'no-tenant', tenant };
  if (others.length > 0) return { to: 'nowhere', why: 'several-tenants', tenant };
  return { to: 'tenant', id: found.tenant_id, part };
}
