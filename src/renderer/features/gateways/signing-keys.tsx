import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SigningKeyRow } from '../../../shared/bridge/gateway-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { fullMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import './signing-keys.css';

const text = words.gateways;

function sinceOf(key: SigningKeyRow): string {
  return key.retiredAt ?? key.retiringAt ?? key.activatedAt ?? key.createdAt;
}

/** What the gateways sign with, whether CouchDB takes it, and asking for another key. */
export function SigningKeys() {
  const client = useClient();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<SigningKeyRow | null>(null);
  const view = useQuery({ queryKey: keys.signingKeys, queryFn: () => client.gateways.keys() });
  const withdraw = useMutation({
    mutationFn: (input: { readonly kid: string; readonly state: 'retiring' | 'retired' }) =>
      client.gateways.withdrawKey(input),
    onSuccess: async () => {
      setAsking(null);
      await queries.invalidateQueries({ queryKey: keys.signingKeys });
    },
  });
  if (view.error !== null) return <ErrorNote error={view.error} />;
  if (view.data === undefined) return <p className="muted">{words.frame.loading}</p>;
  const { server, problem } = view.data;
  return (
    <div className="signing-keys">
      <h3>{text.keys}</h3>
      {server?.jwt === false && (
        <Note tone="warn" title={text.handlerOff}>
          <p>{text.handlerOffText}</p>
        </Note>
      )}
      {problem !== null && <p className="muted">{problem.message}</p>}
      {withdraw.error !== null && asking === null && <ErrorNote error={withdraw.error} />}
      {view.data.keys.length === 0 && <p className="muted">{text.none}</p>}
      <ul aria-label={text.keys}>
        {view.data.keys.map((key) => (
          <li key={key.kid}>
            <div className="signing-key">
              <strong>{key.gateway}</strong>
              <span className="mono ellipsis">{key.kid}</span>
              <span className="muted">{key.alg}</span>
              <span className="spacer" />
              {(key.state === 'next' || key.state === 'active') && (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={text.replaceKey(key.kid)}
                  onClick={() => {
                    withdraw.mutate({ kid: key.kid, state: 'retiring' });
                  }}
                >
                  {text.replace}
                </Button>
              )}
              {key.state !== 'retired' && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="red"
                  aria-label={text.withdrawKey(key.kid)}
                  onClick={() => {
                    setAsking(key);
                  }}
                >
                  {text.withdraw}
                </Button>
              )}
            </div>
            <p className="muted">
              {text.states[key.state]}, {text.since(fullMoment(sinceOf(key)))}.{' '}
              {text.hints[key.state]}{' '}
              {key.installedOn === null || server === null
                ? text.unknown
                : text.installed(key.installedOn.length, server.nodes.length)}
              .
            </p>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        opened={asking !== null}
        title={text.withdrawTitle}
        confirm={text.withdrawConfirm}
        danger
        pending={withdraw.isPending}
        error={withdraw.error}
        onClose={() => {
          setAsking(null);
        }}
        onConfirm={() => {
          if (asking !== null) withdraw.mutate({ kid: asking.kid, state: 'retired' });
        }}
      >
        <p>{text.withdrawText(asking?.gateway ?? '')}</p>
      </ConfirmDialog>
    </div>
  );
}
