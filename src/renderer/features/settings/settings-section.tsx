import { Button, SegmentedControl } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { AppState } from '../../../shared/bridge/views.ts';
import { useConnection, useSetTheme, useVault } from '../../app/data/frame-queries.ts';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { ShortcutList } from '../../app/frame/shortcut-list.tsx';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Facts } from '../../components/facts.tsx';
import { AskingSwitch } from '../away/asking-switch.tsx';
import { Gateways } from '../gateways/gateways.tsx';
import { GatewaySetting } from '../people/gateway-setting.tsx';
import { KnownServers } from '../servers/known-servers.tsx';
import { ServerMarks } from '../servers/server-marks.tsx';
import { DeviceSettings } from './device-settings.tsx';
import { LogSettings } from './log-settings.tsx';
import { NoticeSettings } from './notice-settings.tsx';
import { RegistryProblems } from './registry-problems.tsx';
import { ServerSettings } from './server-settings.tsx';
import { partId, SettingsList, type SettingsPart } from './settings-list.tsx';
import './settings.css';

const text = words.settings;
const themes = [
  { value: 'light', Icon: IconSun },
  { value: 'dark', Icon: IconMoon },
  { value: 'system', Icon: IconDeviceDesktop },
] as const;

function ThemeChoice({ theme }: Pick<AppState, 'theme'>) {
  const setTheme = useSetTheme();
  return (
    <>
      <SegmentedControl
        aria-label={words.frame.theme}
        value={theme}
        data={themes.map(({ value, Icon }) => ({
          value,
          label: (
            <span className="settings-theme">
              <Icon size={14} stroke={1.7} aria-hidden />
              {words.frame.themes[value]}
            </span>
          ),
        }))}
        onChange={(chosen) => {
          setTheme.mutate(chosen);
        }}
      />
      <p className="muted">{text.appearanceText}</p>
      {setTheme.error !== null && <ErrorNote error={setTheme.error} />}
    </>
  );
}

function VaultFacts({ onOpen }: { readonly onOpen: () => void }) {
  const vault = useVault();
  if (vault.error !== null) return <ErrorNote error={vault.error} />;
  if (vault.data === undefined) return <p className="muted">{words.frame.loading}</p>;
  const { state, protection } = vault.data;
  return (
    <>
      <Facts
        facts={[
          [text.vaultFacts.state, text.vaultStates[state]],
          [text.vaultFacts.protection, text.protection[protection ?? 'none']],
        ]}
      />
      {state !== 'open' && (
        <div className="actions">
          <Button size="xs" variant="default" onClick={onOpen}>
            {words.vault.bannerAction}
          </Button>
        </div>
      )}
    </>
  );
}

interface Props {
  readonly app: AppState;
  readonly onOpenVault: () => void;
}

/** Everything that can be set, on one page, with a list of its parts beside it. */
export function SettingsSection({ app, onOpenVault }: Props) {
  const connected = (useConnection().data ?? null) !== null;
  const parts: readonly (SettingsPart & { readonly content: ReactNode })[] = [
    { id: 'server', title: text.server, content: <ServerSettings /> },
    ...(connected
      ? [
          { id: 'marks', title: words.servers.marks, content: <ServerMarks /> },
          {
            id: 'gateway',
            title: words.people.gateway,
            content: (
              <>
                <GatewaySetting />
                <Gateways />
              </>
            ),
          },
        ]
      : []),
    { id: 'servers', title: words.servers.known, content: <KnownServers /> },
    { id: 'away', title: words.away.settings, content: <AskingSwitch /> },
    { id: 'appearance', title: text.appearance, content: <ThemeChoice theme={app.theme} /> },
    {
      id: 'notices',
      title: text.notices.title,
      content: <NoticeSettings notices={app.notices} />,
    },
    { id: 'shortcuts', title: words.frame.shortcuts, content: <ShortcutList /> },
    { id: 'vault', title: text.vault, content: <VaultFacts onOpen={onOpenVault} /> },
    { id: 'log', title: text.log.title, content: <LogSettings /> },
    { id: 'problems', title: text.problems, content: <RegistryProblems /> },
    { id: 'device', title: text.device, content: <DeviceSettings app={app} /> },
  ];
  return (
    <>
      <SectionHeader title={text.title} />
      <div className="section-scroll settings-page">
        <SettingsList parts={parts} />
        <div className="settings">
          {parts.map(({ id, title, content }) => (
            <section key={id} id={partId(id)} className="settings-group" aria-label={title}>
              <h2 tabIndex={-1}>{title}</h2>
              <div className="settings-body">{content}</div>
            </section>
          ))}
        </div>
      </div>
    </>
  );
}
