import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SigningKeyRow } from '../../../shared/bridge/gateway-views.ts';
import type { Operation } from '../../../shared/planning/plan.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { tellFailure } from '../../app/tell-failure.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { operationWords } from '../plan/operation-words.ts';
import { useMakePlan } from '../plan/use-plan.ts';
import { GatewayItem, type KeyChange } from './gateway-item.tsx';
import { JwtHandler } from './jwt-handler.tsx';
import { useGatewayChange, useGateways } from './use-gateways.ts';
import './gateways.css';

const text = words.gateways;

interface Asking {
  readonly key: SigningKeyRow;
  readonly to: KeyChange;
}

/** The gateways, what they sign with, whether CouchDB takes it, and what waits for a plan. */
export function Gateways() {
  const view = useGateways();
  const { openDialog } = useNavigation();
  const [asking, setAsking] = useState<Asking | null>(null);
  const change = useGatewayChange((calls, { key: { kid }, to }: Asking) =>
    calls.withdrawKey({ kid, state: to }),
  );
  const close = () => {
    change.reset();
    setAsking(null);
  };
  if (view.error !== null) return <ErrorNote error={view.error} />;
  if (view.data === undefined) return <p className="muted">{words.frame.loading}</p>;
  const { gateways, server, waiting, problem } = view.data;
  const rotating = asking?.to === 'retiring';
  const name = asking?.key.gateway ?? '';
  return (
    <>
      <section className="gateways" aria-label={text.title}>
        <div className="gateways-title">
          <h3>{text.title}</h3>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              openDialog('try-key');
            }}
          >
            {words.trial.open}
          </Button>
        </div>
        {waiting !== null && waiting.length > 0 && <Waiting operations={waiting} />}
        {gateways.length === 0 && <p className="muted">{text.none}</p>}
        <ul>
          {gateways.map((gateway) => (
            <GatewayItem
              key={gateway.name}
              gateway={gateway}
              server={server}
              onChange={(key, to) => {
                setAsking({ key, to });
              }}
            />
          ))}
        </ul>
      </section>
      <section className="gateways" aria-label={text.handler.title}>
        <h3>{text.tokens}</h3>
        {problem !== null && <p className="muted">{problem.message}</p>}
        {problem === null && server === null && <p className="muted">{text.notAsked}</p>}
        {server !== null && server.unread.length > 0 && (
          <p className="muted">{text.unread(server.unread.join(', '))}</p>
        )}
        <JwtHandler view={view.data} />
      </section>
      <ConfirmDialog
        opened={asking !== null}
        title={rotating ? text.rotateTitle : text.withdrawTitle}
        confirm={rotating ? text.rotateConfirm : text.withdrawConfirm}
        danger={!rotating}
        pending={change.isPending}
        error={change.error}
        onClose={close}
        onConfirm={() => {
          if (asking !== null) change.mutate(asking, { onSuccess: close });
        }}
      >
        <p>{rotating ? text.rotateText(name) : text.withdrawText(name)}</p>
      </ConfirmDialog>
    </>
  );
}

/** What a plan would do now, and the way to it. */
function Waiting({ operations }: { readonly operations: readonly Operation[] }) {
  const { go } = useNavigation();
  const make = useMakePlan();
  return (
    <Note tone="plain" title={text.waiting(operations.length)}>
      <ul className="gateways-waiting">
        {operations.map((operation) => {
          const { does, subject } = operationWords(operation);
          return (
            <li key={operation.id}>
              {does} <span className="mono">{subject}</span>
            </li>
          );
        })}
      </ul>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => {
          go('plan');
          make.mutate('changed', { onError: tellFailure });
        }}
      >
        {text.compare}
      </Button>
    </Note>
  );
}
