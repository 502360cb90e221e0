import { Button, SegmentedControl } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { AppState } from '../../../shared/bridge/views.ts';
import { useConnection, useSetTheme, useVault } from '../../app/data/frame-queries.ts';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { Facts } from '../../components/facts.tsx';
import { AskingSwitch } from '../away/asking-switch.tsx';
import { GatewaySetting } from '../people/gateway-setting.tsx';
import { KnownServers } from '../servers/known-servers.tsx';
import { ServerMarks } from '../servers/server-marks.tsx';
import { RegistryProblems } from './registry-problems.tsx';
import { ServerSettings } from './server-settings.tsx';
import './settings.css';

const text = words.settings;
const themes = [
  { value: 'light', Icon: IconSun },
  { value: 'dark', Icon: IconMoon },
  { value: 'system', Icon: IconDeviceDesktop },
] as const;

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="settings-group" aria-label={title}>
      <h2>{title}</h2>
      <div className="settings-body">{children}</div>
    </section>
  );
}

interface Props {
  readonly app: AppState;
  readonly onOpenVault: () => void;
}

export function SettingsSection({ app, onOpenVault }: Props) {
  const setTheme = useSetTheme();
  const vault = useVault().data;
  const connection = useConnection().data ?? null;
  const connected = connection !== null;
  return (
    <>
      <SectionHeader title={text.title} />
      <div className="section-scroll">
        <div className="settings">
          <Group title={text.server}>
            <ServerSettings />
          </Group>
          {connected && (
            <Group title={words.servers.marks}>
              <ServerMarks />
            </Group>
          )}
          {connected && (
            <Group title={words.people.gateway}>
              <GatewaySetting />
            </Group>
          )}
          <Group title={words.servers.known}>
            <KnownServers />
          </Group>
          <Group title={words.away.settings}>
            <AskingSwitch />
          </Group>
          <Group title={text.appearance}>
            <SegmentedControl
              aria-label={words.frame.theme}
              value={app.theme}
              data={themes.map(({ value, Icon }) => ({
                value,
                label: (
                  <span className="settings-theme">
                    <Icon size={14} stroke={1.7} aria-hidden />
                    {words.frame.themes[value]}
                  </span>
                ),
              }))}
              onChange={(theme) => {
                setTheme.mutate(theme);
              }}
            />
            <p className="muted">{text.appearanceText}</p>
          </Group>
          <Group title={text.vault}>
            {vault !== undefined && (
              <Facts
                facts={[
                  [text.vaultFacts.state, text.vaultStates[vault.state]],
                  [text.vaultFacts.protection, text.protection[vault.protection ?? 'none']],
                ]}
              />
            )}
            {vault !== undefined && vault.state !== 'open' && (
              <div className="actions">
                <Button size="xs" variant="default" onClick={onOpenVault}>
                  {words.vault.bannerAction}
                </Button>
              </div>
            )}
          </Group>
          <Group title={text.problems}>
            <RegistryProblems />
          </Group>
          <Group title={text.device}>
            <Facts
              facts={[
                [text.deviceFacts.device, app.device],
                [text.deviceFacts.operator, app.operator.name],
                [text.deviceFacts.role, text.roles[app.operator.role]],
                [text.deviceFacts.version, app.version],
              ]}
            />
          </Group>
        </div>
      </div>
    </>
  );
}
