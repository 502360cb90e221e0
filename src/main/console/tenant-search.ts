import MiniSearch from 'minisearch';
import type { Tenant } from '../../shared/documents/tenant.ts';
import { fold } from '../../shared/fold-text.ts';

interface SearchDocument {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly owner: string;
  readonly description: string;
}

/** Full-text search over tenants, kept current document by document. */
export interface TenantSearch {
  readonly put: (tenant: Tenant) => void;
  readonly remove: (tenantId: string) => void;
  /** Ids of the tenants that have every word, as a whole word or its beginning. */
  readonly find: (text: string) => ReadonlySet<string>;
}

export function createTenantSearch(): TenantSearch {
  const index = new MiniSearch<SearchDocument>({
    fields: ['key', 'name', 'owner', 'description'],
    processTerm: (term) => fold(term),
  });
  function document(tenant: Tenant): SearchDocument {
    return {
      id: tenant.tenant_id,
      key: tenant.key,
      name: tenant.name,
      owner: tenant.owner_email ?? '',
      description: tenant.description,
    };
  }
  return {
    put: (tenant) => {
      const next = document(tenant);
      if (index.has(next.id)) index.replace(next);
      else index.add(next);
    },
    remove: (tenantId) => {
      if (index.has(tenantId)) index.discard(tenantId);
    },
    find: (text) =>
      new Set(
        index
          .search(text, { prefix: true, combineWith: 'AND' })
          .map(({ id }: { readonly id: unknown }) => String(id)),
      ),
  };
}
