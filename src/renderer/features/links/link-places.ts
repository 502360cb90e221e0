import type { LinkPart, LinkSection } from '../../../shared/links/deep-link.ts';
import type { sections } from '../../app/frame/navigation.tsx';

/** Sections of the window by their names in links. */
export const sectionOfLink: Readonly<Record<LinkSection, (typeof sections)[number]>> = {
  overview: 'overview',
  tenants: 'tenants',
  people: 'people',
  keys: 'apiKeys',
  plan: 'plan',
  drift: 'drift',
  conflicts: 'conflicts',
  activity: 'activity',
  sync: 'sync',
  settings: 'settings',
};

/** Tabs of a tenant's pane by their names in links. */
export const tabOfPart: Readonly<Record<LinkPart, string>> = {
  people: 'people',
  databases: 'databases',
  keys: 'keys',
  activity: 'activity',
  server: 'on-server',
};
