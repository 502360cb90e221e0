import type { ConsoleClient } from '../shared/bridge/contract.ts';
import type { TenantRow } from '../shared/bridge/views.ts';

const pageSize = 500;

type States = Parameters<ConsoleClient['tenants']['list']>[0]['state'];

/** Every tenant that matches, by key, all pages of them. */
export async function allTenants(
  client: ConsoleClient,
  state: States,
  search = '',
): Promise<readonly TenantRow[]> {
  const tenants: TenantRow[] = [];
  for (;;) {
    const page = await client.tenants.list({
      search,
      state,
      waiting: false,
      sort: 'key',
      direction: 'asc',
      offset: tenants.length,
      limit: pageSize,
    });
    tenants.push(...page.rows);
    if (page.rows.length === 0 || tenants.length >= page.total) return tenants;
  }
}
