import { Tabs } from '@mantine/core';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { tenantTabs } from './tenant-tabs.tsx';
import { useTenantTab } from './use-tenant-tab.ts';

/** Everything about one tenant below its toolbar, one part at a time. */
export function TenantBody({ tenant }: { readonly tenant: TenantDetail }) {
  const [tab, choose] = useTenantTab();
  return (
    <Tabs
      className="detail-tabs"
      value={tab}
      keepMounted={false}
      onChange={(chosen) => {
        if (chosen !== null) choose(chosen);
      }}
    >
      <Tabs.List aria-label={words.tenants.tabs.label}>
        {tenantTabs.map(({ id, label }) => (
          <Tabs.Tab key={id} value={id}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tenantTabs.map(({ id, component: Part }) => (
        <Tabs.Panel key={id} value={id} tabIndex={0} className="detail-scroll">
          <Part tenant={tenant} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
