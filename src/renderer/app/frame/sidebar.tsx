import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconActivity,
  IconArrowMerge,
  IconBuildings,
  IconDeviceDesktop,
  IconGitCompare,
  IconHandStop,
  IconKey,
  IconKeyboard,
  IconLayoutDashboard,
  IconMoon,
  IconPlaneArrival,
  IconRefresh,
  IconSettings,
  IconSun,
  IconUsers,
} from '@tabler/icons-react';
import type { AppState } from '../../../shared/bridge/views.ts';
import { alarmsOf, worrying } from '../../features/drift/drift-filter.ts';
import { ServerMenu } from '../../features/servers/server-menu.tsx';
import { ActiveTenant } from '../../features/tenants/active-tenant.tsx';
import { useCatchUp, useConflictTotals, useDrift, useSetTheme } from '../data/frame-queries.ts';
import { figure } from '../format/count.ts';
import { words } from '../messages/words.ts';
import { sections, useNavigation, type Section } from './navigation.tsx';

const icons: Readonly<Record<Section, typeof IconSun>> = {
  overview: IconLayoutDashboard,
  tenants: IconBuildings,
  people: IconUsers,
  plan: IconGitCompare,
  drift: IconHandStop,
  conflicts: IconArrowMerge,
  away: IconPlaneArrival,
  apiKeys: IconKey,
  activity: IconActivity,
  sync: IconRefresh,
  settings: IconSettings,
};
const themeIcons = { light: IconSun, dark: IconMoon, system: IconDeviceDesktop } as const;
const nextTheme = { light: 'dark', dark: 'system', system: 'light' } as const;

interface Props {
  readonly theme: AppState['theme'];
  /** Tenants that wait to be applied. */
  readonly waiting: number;
}

/** A figure that fits beside a name. */
function short(value: number): string {
  return value > 999 ? '999+' : figure(value);
}

export function Sidebar({ theme, waiting }: Props) {
  const { section, go, openDialog } = useNavigation();
  const setTheme = useSetTheme();
  const ThemeIcon = themeIcons[theme];
  const report = useDrift().data;
  const drifted = worrying(report).length;
  const alarms = alarmsOf(report).length;
  const conflicts = useConflictTotals().data?.total ?? 0;
  const isAway = (useCatchUp().data?.current ?? null) !== null;
  const shown: readonly Section[] = isAway || section === 'away' ? ['away', ...sections] : sections;
  return (
    <nav className="sidebar" aria-label={words.frame.navigation}>
      <div className="sidebar-head">
        <ServerMenu />
        <ActiveTenant />
      </div>
      {shown.map((name) => {
        const Icon = icons[name];
        return (
          <button
            key={name}
            type="button"
            className="nav-item"
            title={words.frame[name]}
            aria-current={section === name ? 'page' : undefined}
            onClick={() => {
              go(name);
            }}
          >
            <Icon size={17} stroke={1.6} aria-hidden />
            <span className="nav-label">{words.frame[name]}</span>
            {name === 'plan' && waiting > 0 && (
              <span className="nav-count" title={words.frame.waitingToApply(waiting)}>
                {short(waiting)}
              </span>
            )}
            {name === 'conflicts' && conflicts > 0 && (
              <span className="nav-count" title={words.frame.conflictsOpen(conflicts)}>
                {short(conflicts)}
              </span>
            )}
            {name === 'drift' && drifted > 0 && (
              <span
                className={alarms > 0 ? 'nav-count nav-count-alarm' : 'nav-count'}
                title={words.frame.driftFound(drifted, alarms)}
              >
                {short(drifted)}
              </span>
            )}
          </button>
        );
      })}
      <div className="sidebar-foot">
        <Tooltip label={words.frame.themeNext(words.frame.themes[theme])}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.frame.themeNext(words.frame.themes[theme])}
            onClick={() => {
              setTheme.mutate(nextTheme[theme]);
            }}
          >
            <ThemeIcon size={17} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={words.frame.shortcuts}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.frame.shortcuts}
            onClick={() => {
              openDialog('shortcuts');
            }}
          >
            <IconKeyboard size={17} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </nav>
  );
}
