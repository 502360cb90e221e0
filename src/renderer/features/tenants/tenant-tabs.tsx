import type { ComponentType } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { TenantActivity } from './tenant-activity.tsx';
import { TenantDatabases } from './tenant-databases.tsx';
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
  { id: 'databases', label: tabs.databases, component: TenantDatabases },
  { id: 'activity', label: tabs.activity, component: TenantActivity },
];
