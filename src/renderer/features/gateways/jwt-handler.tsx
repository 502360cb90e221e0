import { Button } from '@mantine/core';
import { useState } from 'react';
import type { GatewaysView } from '../../../shared/bridge/gateway-views.ts';
import { words } from '../../app/messages/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { useGatewayChange } from './use-gateways.ts';

const text = words.gateways.handler;

/** Whether CouchDB looks at tokens, what is done about it, and the way back. */
export function JwtHandler({ view }: { readonly view: GatewaysView }) {
  const { server, wish, gateways } = view;
  const [asking, setAsking] = useState(false);
  const change = useGatewayChange((calls, asked: GatewaysView['wish']) =>
    calls.setJwtHandler({ wish: asked }),
  );
  const close = () => {
    setAsking(false);
  };
  return (
    <>
      {wish === 'off' ? (
        <Note tone="warn" title={text.unwanted}>
          <p>{text.unwantedText}</p>
          {server?.jwt === true && <p>{text.unwantedYet}</p>}
        </Note>
      ) : server?.jwt === false && gateways.length > 0 ? (
        <Note tone="warn" title={text.missing}>
          <p>
            {server.foreign.length > 0 ? text.foreign(server.foreign.join(', ')) : text.missingText}
          </p>
        </Note>
      ) : (
        server !== null && <p>{server.jwt ? text.on : text.off}</p>
      )}
      {change.error !== null && !asking && <ErrorNote error={change.error} />}
      <div className="actions">
        {wish === 'off' ? (
          <Button
            size="compact-xs"
            variant="default"
            loading={change.isPending}
            onClick={() => {
              change.mutate('on');
            }}
          >
            {text.start}
          </Button>
        ) : (
          server?.jwt === true && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="red"
              onClick={() => {
                setAsking(true);
              }}
            >
              {text.stop}
            </Button>
          )
        )}
      </div>
      <ConfirmDialog
        opened={asking}
        title={text.stopTitle}
        confirm={text.stopConfirm}
        danger
        pending={change.isPending}
        error={change.error}
        onClose={close}
        onConfirm={() => {
          change.mutate('off', { onSuccess: close });
        }}
      >
        <p>{text.stopText}</p>
      </ConfirmDialog>
    </>
  );
}
