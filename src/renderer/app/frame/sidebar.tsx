import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconActivity,
  IconBuildings,
  IconDatabase,
  IconDatabaseOff,
  IconDeviceDesktop,
  IconFlask,
  IconGitCompare,
  IconKeyboard,
  IconMoon,
  IconSettings,
  IconSun,
} from '@tabler/icons-react';
import type { AppState } from '../../../shared/bridge/views.ts';
import { useConnection, useSetTheme } from '../data/frame-queries.ts';
import { figure } from '../format/count.ts';
import { words } from '../messages/words.ts';
import { sections, useNavigation, type Section } from './navigation.tsx';

const icons: Readonly<Record<Section, typeof IconSun>> = {
  tenants: IconBuildings,
  plan: IconGitCompare,
  activity: IconActivity,
  settings: IconSettings,
};
const themeIcons = { light: IconSun, dark: IconMoon, system: IconDeviceDesktop } as const;
const nextTheme = { light: 'dark', dark: 'system', system: 'light' } as const;

/** Which server one is on; leads to its settings, or to connecting where there is none. */
function ServerCard() {
  const connection = useConnection().data ?? null;
  const { go, openDialog } = useNavigation();
  const kind = connection === null ? 'none' : connection.practice ? 'practice' : 'own';
  const Icon = { none: IconDatabaseOff, practice: IconFlask, own: IconDatabase }[kind];
  return (
    <button
      type="button"
      className="server-card"
      onClick={() => {
        if (connection === null) openDialog('connect');
        else go('settings');
      }}
    >
      <span className={`server-mark server-mark-${kind}`}>
        <Icon size={16} stroke={1.75} aria-hidden />
      </span>
      <span className="server-text">
        <span className="server-name ellipsis">
          {connection === null
            ? words.frame.noServer
            : connection.practice
              ? words.frame.practice
              : connection.name}
        </span>
        <span className="server-sub ellipsis">
          {connection === null
            ? words.frame.connect
            : connection.practice
              ? words.frame.practiceShort
              : `CouchDB ${connection.version}`}
        </span>
      </span>
    </button>
  );
}

interface Props {
  readonly theme: AppState['theme'];
  /** Tenants that wait to be applied. */
  readonly waiting: number;
}

export function Sidebar({ theme, waiting }: Props) {
  const { section, go, openDialog } = useNavigation();
  const setTheme = useSetTheme();
  const ThemeIcon = themeIcons[theme];
  return (
    <nav className="sidebar" aria-label={words.frame.navigation}>
      <div className="sidebar-head">
        <ServerCard />
      </div>
      {sections.map((name) => {
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
                {waiting > 999 ? '999+' : figure(waiting)}
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
