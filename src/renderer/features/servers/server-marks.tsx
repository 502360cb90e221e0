import { Button, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ServerRow } from '../../../shared/bridge/server-views.ts';
import { agentAllowances } from '../../../shared/documents/server.ts';
import { useServers } from '../../app/data/frame-queries.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import { useMarkServer } from './use-servers.ts';
import './servers.css';

const text = words.servers;
type Mark = 'production' | 'readOnly';

function ServerName({ server }: { readonly server: ServerRow }) {
  const [name, setName] = useState(server.name);
  const mark = useMarkServer();
  return (
    <form
      className="server-rename"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '' && name.trim() !== server.name)
          mark.mutate({ serverId: server.serverId, name: name.trim() });
      }}
    >
      <TextInput
        size="xs"
        label={text.name}
        description={text.nameHint}
        value={name}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      />
      <Button
        type="submit"
        size="xs"
        variant="default"
        disabled={name.trim() === '' || name.trim() === server.name}
        loading={mark.isPending}
      >
        {text.saveName}
      </Button>
      {mark.error !== null && <ErrorNote error={mark.error} />}
    </form>
  );
}

/** How careful everybody has to be on the connected server. */
function Marks({ server }: { readonly server: ServerRow }) {
  const { serverId } = server;
  const mark = useMarkServer();
  const unmark = useMarkServer();
  const [asking, setAsking] = useState<Mark | null>(null);
  const close = () => {
    unmark.reset();
    setAsking(null);
  };
  const toggle = (which: Mark) => {
    if (server[which]) setAsking(which);
    else mark.mutate({ serverId, [which]: true });
  };
  const said = text.unmark[asking ?? 'production'];
  return (
    <>
      <ServerName key={server.name} server={server} />
      {(['production', 'readOnly'] as const).map((which) => (
        <Switch
          key={which}
          size="xs"
          label={text[which]}
          description={text[`${which}Text`]}
          checked={server[which]}
          onChange={() => {
            toggle(which);
          }}
        />
      ))}
      <div role="group" aria-label={text.agent} className="agent-allowance">
        <p>{text.agent}</p>
        <SegmentedControl
          size="xs"
          aria-label={text.agent}
          value={server.agentApplies}
          data={agentAllowances.map((value) => ({ value, label: text.agentApplies[value] }))}
          onChange={(agentApplies) => {
            mark.mutate({ serverId, agentApplies });
          }}
        />
        <p className="muted">{text.agentText}</p>
      </div>
      {mark.error !== null && <ErrorNote error={mark.error} />}
      <TypedConfirmDialog
        opened={asking !== null}
        title={said.title}
        confirm={said.confirm}
        typed={server.name}
        danger
        pending={unmark.isPending}
        error={unmark.error}
        onClose={close}
        onConfirm={(confirm) => {
          if (asking !== null)
            unmark.mutate({ serverId, [asking]: false, confirm }, { onSuccess: close });
        }}
      >
        <p>{said.text}</p>
      </TypedConfirmDialog>
    </>
  );
}

export function ServerMarks() {
  const servers = useServers();
  if (servers.error !== null) return <ErrorNote error={servers.error} />;
  const current = servers.data?.find((server) => server.current);
  return current === undefined ? null : <Marks key={current.serverId} server={current} />;
}
