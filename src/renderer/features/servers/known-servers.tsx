import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ServerRow } from '../../../shared/bridge/server-views.ts';
import { useServers } from '../../app/data/frame-queries.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { ServerBadges } from '../../components/badge.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { useForgetServer, useSwitchServer } from './use-servers.ts';
import './servers.css';

const text = words.servers;

/** Every server this console knows, with turning to it and forgetting it. */
export function KnownServers() {
  const { openDialog } = useNavigation();
  const servers = useServers();
  const turn = useSwitchServer();
  const forget = useForgetServer();
  const [asking, setAsking] = useState<ServerRow | null>(null);
  const close = () => {
    forget.reset();
    setAsking(null);
  };
  if (servers.error !== null) return <ErrorNote error={servers.error} />;
  if (servers.data === undefined) return <p className="muted">{words.frame.loading}</p>;
  return (
    <>
      <p className="muted">{servers.data.length === 0 ? text.none : text.knownText}</p>
      {servers.data.length > 0 && (
        <ul className="known-servers">
          {servers.data.map((server) => (
            <li key={server.serverId}>
              <span className="known-server">
                <span className="server-item-name">
                  <strong className="ellipsis">{server.name}</strong>
                  <ServerBadges server={server} />
                </span>
                <span className="muted">
                  <span className="mono">{server.url}</span>
                  {server.tenants !== null &&
                    ` · ${text.tenants(server.tenants, server.databases)}`}
                </span>
              </span>
              {server.current ? (
                <span className="muted">{words.frame.currentServer}</span>
              ) : (
                <>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={text.useOf(server.name)}
                    loading={turn.isPending && turn.variables.serverId === server.serverId}
                    onClick={() => {
                      turn.mutate(server);
                    }}
                  >
                    {text.use}
                  </Button>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="red"
                    aria-label={text.forgetOf(server.name)}
                    onClick={() => {
                      setAsking(server);
                    }}
                  >
                    {text.forget}
                  </Button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {turn.error !== null && <ErrorNote error={turn.error} />}
      <div className="actions">
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            openDialog('add-server');
          }}
        >
          {words.frame.addServer}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking !== null}
        title={text.forgetTitle(asking?.name ?? '')}
        confirm={text.forget}
        danger
        pending={forget.isPending}
        error={forget.error}
        onClose={close}
        onConfirm={() => {
          if (asking !== null) forget.mutate(asking.serverId, { onSuccess: close });
        }}
      >
        <p>{text.forgetText}</p>
      </ConfirmDialog>
    </>
  );
}
