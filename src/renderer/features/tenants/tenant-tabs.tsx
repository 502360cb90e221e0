import type { ComponentType } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { TenantKeys } from '../keys/tenant-keys.tsx';
import { TenantPeople } from '../people/tenant-people.tsx';
import { TenantActivity } from './tenant-activity.tsx';
import { TenantDatabases } from './tenant-databases.tsx';
import { TenantOnServer } from './tenant-on-server.tsx';
import { TenantOverview } from './tenant-overview.tsx';

export interface TenantTab {
  readonly id: string;
  readonly label: string;
  readonly component: ComponentType<{ readonly tenant: TenantDetail }>;
}

const { tabs } = words.tenants;

/** The parts of a tenant's pane, in the order in which they are shown; the first is shown at first. */
export const tenantTabs: readonly TenantTab[] = [
  { id: 'overview', label: tabs.overview, component: TenantOverview },
  { id: 'people', label: words.people.tab, component: TenantPeople },
  { id: 'databases', label: tabs.databases, component: TenantDatabases },
  { id: 'keys', label: words.keys.tenantKeys.title, component: TenantKeys },
  { id: 'activity', label: tabs.activity, component: TenantActivity },
  { id: 'on-server', label: tabs.onServer, component: TenantOnServer },
];
