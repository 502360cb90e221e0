import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconCheck,
  IconDatabase,
  IconDatabaseOff,
  IconFlask,
  IconPlus,
  IconSelector,
  IconSettings,
} from '@tabler/icons-react';
import { useRef } from 'react';
import type { ServerRow } from '../../../shared/bridge/server-views.ts';
import type { ConnectionInfo } from '../../../shared/bridge/views.ts';
import { reportOf } from '../../app/bridge-error.ts';
import { useConnection, useServers } from '../../app/data/frame-queries.ts';
import { errorWords } from '../../app/error-words.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { ServerBadges } from '../../components/badge.tsx';
import { useSwitching, useSwitchServer } from './use-servers.ts';
import './servers.css';

const text = words.frame;

/** `couch.example.org:6984`, which is what tells two servers apart. */
function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

function Card({ connection }: { readonly connection: ConnectionInfo | null }) {
  const kind = connection === null ? 'none' : connection.practice ? 'practice' : 'own';
  const Icon = { none: IconDatabaseOff, practice: IconFlask, own: IconDatabase }[kind];
  const marked = connection?.production === true || connection?.readOnly === true;
  return (
    <>
      <span className={`server-mark server-mark-${kind}`}>
        <Icon size={16} stroke={1.75} aria-hidden />
      </span>
      <span className="server-text">
        <span className="server-name ellipsis">
          {connection === null ? text.noServer : connection.name}
        </span>
        <span className={marked ? 'server-sub server-marks' : 'server-sub ellipsis'}>
          {connection === null ? (
            text.connect
          ) : marked ? (
            <ServerBadges server={connection} />
          ) : connection.practice ? (
            text.practiceShort
          ) : (
            `CouchDB ${connection.version}`
          )}
        </span>
      </span>
    </>
  );
}

function Item({ server, onUse }: { readonly server: ServerRow; readonly onUse: () => void }) {
  return (
    <Menu.Item
      className="server-item"
      aria-current={server.current ? 'true' : undefined}
      leftSection={
        server.practice ? (
          <IconFlask size={15} stroke={1.6} aria-hidden />
        ) : (
          <IconDatabase size={15} stroke={1.6} aria-hidden />
        )
      }
      rightSection={server.current ? <IconCheck size={15} aria-label={text.currentServer} /> : null}
      onClick={onUse}
    >
      <span className="server-item-name ellipsis">{server.name}</span>
      <span className="server-item-host">
        <span className="mono ellipsis">{hostOf(server.url)}</span>
        <ServerBadges server={server} />
      </span>
    </Menu.Item>
  );
}

/** Which server one is on, and the way to any other that is known. */
export function ServerMenu() {
  const connection = useConnection().data ?? null;
  const servers = useServers().data ?? [];
  const { go, openDialog } = useNavigation();
  const switching = useSwitching();
  const turn = useSwitchServer();
  const card = useRef<HTMLButtonElement>(null);
  // With no server at all there is nothing to choose from; the card leads to connecting.
  if (connection === null && servers.length === 0) {
    return (
      <button
        type="button"
        className="server-card"
        onClick={() => {
          openDialog('connect');
        }}
      >
        <Card connection={null} />
      </button>
    );
  }
  return (
    <Menu
      position="bottom-start"
      shadow="none"
      width={304}
      withinPortal={false}
      floatingStrategy="fixed"
    >
      <Menu.Target>
        <button
          ref={card}
          type="button"
          className="server-card"
          disabled={switching !== null}
          aria-label={text.serverMenu(connection?.name ?? text.noServer)}
        >
          <Card connection={connection} />
          <IconSelector className="server-selector" size={14} stroke={1.7} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown aria-label={text.servers}>
        {servers.map((server) => (
          <Item
            key={server.serverId}
            server={server}
            onUse={() => {
              card.current?.focus();
              if (server.current) return;
              turn.mutate(server, {
                onError: (error) => {
                  const { title, message, remedy } = errorWords(reportOf(error));
                  notifications.show({
                    id: `switch ${server.serverId}`,
                    title: text.switchFailed(server.name),
                    message: `${title}. ${message} ${remedy}`.trim(),
                    color: 'red',
                    autoClose: false,
                  });
                },
              });
            }}
          />
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconPlus size={15} stroke={1.6} aria-hidden />}
          onClick={() => {
            card.current?.focus();
            openDialog('add-server');
          }}
        >
          {text.addServer}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconSettings size={15} stroke={1.6} aria-hidden />}
          onClick={() => {
            go('settings');
          }}
        >
          {text.serverSettings}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
