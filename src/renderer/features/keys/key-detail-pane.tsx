import { CloseButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { BridgeError } from '../../app/bridge-error.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useCloseOnEscape } from '../../components/use-close-on-escape.ts';
import { KeyBody } from './key-body.tsx';
import { KeyToolbar } from './key-toolbar.tsx';
import { useKey } from './use-keys.ts';

const text = words.keys;

interface Props {
  readonly id: string;
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
}

/** One key, beside the list. Escape closes it, from the list and from inside. */
export function KeyDetailPane({ id, onOpen, onClose }: Props) {
  const key = useKey(id);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useCloseOnEscape(onClose);
  // The list may have become another server's; a key that is not in it has no pane.
  const gone = key.error instanceof BridgeError && key.error.code === 'not-found';
  useEffect(() => {
    if (gone) close.current();
  }, [gone]);
  const name = key.data?.name ?? '';
  return (
    <aside className="key-detail" aria-label={text.detail(name)} aria-busy={key.isPending}>
      <div className="key-detail-head">
        <div className="key-detail-title">
          <h2 className="ellipsis" title={name}>
            {name}
          </h2>
          <span className="mono muted">{key.data?.prefix}</span>
        </div>
        <CloseButton aria-label={text.close} onClick={onClose} />
      </div>
      <div className="key-detail-scroll">
        {key.error !== null && (
          <ErrorNote
            error={key.error}
            onRetry={() => {
              void key.refetch();
            }}
          />
        )}
        {key.data !== undefined && (
          <>
            <KeyToolbar apiKey={key.data} onOpen={onOpen} />
            <KeyBody apiKey={key.data} onOpen={onOpen} />
          </>
        )}
      </div>
    </aside>
  );
}
