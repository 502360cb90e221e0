import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { useConnection } from '../../app/data/frame-queries.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Facts } from '../../components/facts.tsx';
import { Note } from '../../components/note.tsx';
import { useGateways } from '../gateways/use-gateways.ts';
import { usePractice } from '../first-run/use-practice.ts';

const text = words.settings;

/** Whether CouchDB looks at tokens, where this device may ask. */
function TokensFact() {
  const server = useGateways().data?.server ?? null;
  if (server === null) return text.facts.tokensUnknown;
  return server.jwt ? text.facts.tokensOn : text.facts.tokensOff;
}

/** The server one is connected to; connecting, changing and forgetting it. */
export function ServerSettings() {
  const client = useClient();
  const queries = useQueryClient();
  const { openDialog } = useNavigation();
  const connection = useConnection();
  const practice = usePractice();
  const [asking, setAsking] = useState(false);
  const forget = useMutation({
    mutationFn: () => client.connection.forget(),
    onSuccess: async () => {
      setAsking(false);
      queries.setQueryData(keys.connection, null);
      await queries.invalidateQueries();
    },
  });
  const current = connection.data ?? null;
  const connect = () => {
    openDialog('connect');
  };
  if (connection.error !== null) return <ErrorNote error={connection.error} />;
  return (
    <>
      {current === null ? (
        <p className="muted">{text.noServer}</p>
      ) : (
        <>
          {current.practice && (
            <Note tone="warn" title={words.frame.practice}>
              <p>{text.practiceInfo}</p>
            </Note>
          )}
          <Facts
            facts={[
              [text.facts.name, current.name],
              [
                text.facts.address,
                <span key="url" className="mono">
                  {current.url}
                </span>,
              ],
              [text.facts.version, current.version],
              [
                text.facts.uuid,
                <span key="id" className="mono">
                  {current.couchdbUuid}
                </span>,
              ],
              [
                text.facts.account,
                <span key="account" className="mono">
                  {current.operatorAccount}
                </span>,
              ],
              [text.facts.tokens, <TokensFact key="tokens" />],
              [text.facts.apply, current.mayApply ? text.facts.yes : text.facts.no],
            ]}
          />
        </>
      )}
      {practice.error !== null && <ErrorNote error={practice.error} />}
      <div className="actions">
        <Button size="xs" variant={current === null ? 'filled' : 'default'} onClick={connect}>
          {current === null || current.practice ? text.connect : text.change}
        </Button>
        {current === null && (
          <Button
            size="xs"
            variant="default"
            loading={practice.isPending}
            onClick={() => {
              practice.mutate();
            }}
          >
            {text.usePractice}
          </Button>
        )}
        {current !== null && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            onClick={() => {
              setAsking(true);
            }}
          >
            {text.forget}
          </Button>
        )}
      </div>
      <ConfirmDialog
        opened={asking && current !== null}
        title={text.forgetTitle}
        confirm={text.forgetConfirm}
        danger
        pending={forget.isPending}
        error={forget.error}
        onClose={() => {
          setAsking(false);
        }}
        onConfirm={() => {
          forget.mutate();
        }}
      >
        <p>{text.forgetText(current?.name ?? '')}</p>
      </ConfirmDialog>
    </>
  );
}
