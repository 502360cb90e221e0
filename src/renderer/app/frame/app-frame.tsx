import { useEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import type { AppState } from '../../../shared/bridge/views.ts';
import { AwayBar } from '../../features/away/away-bar.tsx';
import { AwaySection } from '../../features/away/away-section.tsx';
import { ActivitySection } from '../../features/activity/activity-section.tsx';
import { ConnectDialog } from '../../features/first-run/connect-dialog.tsx';
import { ConflictsSection } from '../../features/conflicts/conflicts-section.tsx';
import { AlarmBar } from '../../features/drift/alarm-bar.tsx';
import { DriftSection } from '../../features/drift/drift-section.tsx';
import { useFollowLinks } from '../../features/links/use-follow-links.tsx';
import { OverviewSection } from '../../features/overview/overview-section.tsx';
import { Palette } from '../../features/palette/palette.tsx';
import { PeopleSection } from '../../features/people/people-section.tsx';
import { KeysSection } from '../../features/keys/keys-section.tsx';
import { PlanSection } from '../../features/plan/plan-section.tsx';
import { Switching } from '../../features/servers/switching.tsx';
import { useSwitching } from '../../features/servers/use-servers.ts';
import { SettingsSection } from '../../features/settings/settings-section.tsx';
import { SyncSection } from '../../features/sync/sync-section.tsx';
import { StatusBar } from '../../features/sync/status-bar.tsx';
import { CreateDialog } from '../../features/tenants/create-dialog.tsx';
import { ImportDialog } from '../../features/tenants/import-dialog.tsx';
import { SwitchDialog } from '../../features/tenants/switch-dialog.tsx';
import { TenantsSection } from '../../features/tenants/tenants-section.tsx';
import { TryKeyDialog } from '../../features/trial/try-key-dialog.tsx';
import { useTenantCounts } from '../../features/tenants/use-tenant-counts.ts';
import { CommandsProvider } from '../commands/commands-provider.tsx';
import { useConnection } from '../data/frame-queries.ts';
import { initialFilter } from '../data/tenant-filter.ts';
import { TenantFilterProvider, useTenantFilterChange } from '../data/tenant-filter-context.tsx';
import { words } from '../messages/words.ts';
import { UndoProvider } from '../undo/undo-provider.tsx';
import { useUndo } from '../undo/use-undo.ts';
import { FrameCommands } from './frame-commands.tsx';
import { NavigationProvider, useNavigation } from './navigation.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { Sidebar } from './sidebar.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import './frame.css';

interface Props {
  readonly app: AppState;
  readonly vaultOpen: boolean;
  readonly onOpenVault: () => void;
}

function Frame({ app, vaultOpen, onOpenVault }: Props) {
  const { section, go, dialog, openDialog, openTenant, leaveServer } = useNavigation();
  const search = useRef<HTMLInputElement>(null);
  const setFilter = useTenantFilterChange();
  const counts = useTenantCounts();
  const waiting = counts.data?.waiting ?? 0;
  const { clear: clearUndo } = useUndo();
  const switching = useSwitching();
  const serverId = useConnection().data?.serverId;
  const seen = useRef(serverId);
  useEffect(() => {
    // What was sought and open belonged to the server before.
    if (seen.current !== undefined && serverId !== undefined && seen.current !== serverId) {
      leaveServer();
      setFilter(initialFilter);
      clearUndo();
    }
    if (serverId !== undefined) seen.current = serverId;
  }, [serverId, leaveServer, setFilter, clearUndo]);
  useFollowLinks();
  const close = () => {
    openDialog(null);
  };
  const onCreated = (id: string) => {
    flushSync(() => {
      openTenant(id);
    });
    document.querySelector<HTMLElement>('.detail button')?.focus();
  };
  useShortcuts(dialog === null, (shortcut) => {
    switch (shortcut.does) {
      case 'new-tenant':
        openDialog('new-tenant');
        break;
      case 'search':
        // At once, or the first letters typed after the shortcut would go nowhere.
        flushSync(() => {
          go('tenants');
        });
        search.current?.select();
        break;
      case 'switch-tenant':
        // At once, or the first letters typed after the shortcut would go nowhere.
        flushSync(() => {
          openDialog('switch-tenant');
        });
        break;
      case 'shortcuts':
        openDialog('shortcuts');
        break;
      case 'palette':
        openDialog('palette');
        break;
      case 'section':
        go(shortcut.section);
        break;
    }
  });
  return (
    <div className="frame">
      <Sidebar theme={app.theme} waiting={waiting} />
      <main className="section">
        {!vaultOpen && (
          <div className="banner" role="status">
            {words.vault.banner}
            <button type="button" className="link" onClick={onOpenVault}>
              {words.vault.bannerAction}
            </button>
          </div>
        )}
        <AlarmBar />
        {section !== 'away' && <AwayBar />}
        {switching !== null ? (
          <Switching name={switching} />
        ) : (
          <>
            {section === 'overview' && <OverviewSection onTenants={setFilter} />}
            {section === 'tenants' && <TenantsSection searchRef={search} />}
            {section === 'people' && <PeopleSection />}
            {section === 'plan' && <PlanSection waiting={waiting} />}
            {section === 'drift' && <DriftSection />}
            {section === 'conflicts' && <ConflictsSection />}
            {section === 'away' && <AwaySection />}
            {section === 'apiKeys' && <KeysSection />}
            {section === 'activity' && <ActivitySection />}
            {section === 'sync' && <SyncSection />}
            {section === 'settings' && <SettingsSection app={app} onOpenVault={onOpenVault} />}
          </>
        )}
      </main>
      <StatusBar />
      <CreateDialog opened={dialog === 'new-tenant'} onClose={close} onCreated={onCreated} />
      <ImportDialog opened={dialog === 'import'} onClose={close} />
      <ConnectDialog
        opened={dialog === 'connect' || dialog === 'add-server'}
        another={dialog === 'add-server'}
        onClose={close}
      />
      {dialog === 'try-key' && <TryKeyDialog wanted={null} onClose={close} />}
      <FrameCommands />
      <Palette opened={dialog === 'palette'} onClose={close} />
      <SwitchDialog opened={dialog === 'switch-tenant'} onClose={close} />
      <ShortcutsDialog opened={dialog === 'shortcuts'} onClose={close} />
    </div>
  );
}

/** Navigation, the section one is in, the status bar, and the dialogs above them. */
export function AppFrame(props: Props) {
  return (
    <NavigationProvider>
      <UndoProvider>
        <CommandsProvider>
          <TenantFilterProvider>
            <Frame {...props} />
          </TenantFilterProvider>
        </CommandsProvider>
      </UndoProvider>
    </NavigationProvider>
  );
}
