import { Button } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { words } from '../app/messages/words.ts';
import { Dialog } from './dialog.tsx';
import { ErrorNote } from './error-note.tsx';

interface Props {
  readonly opened: boolean;
  readonly title: string;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly pending?: boolean;
  readonly error?: unknown;
  readonly children: ReactNode;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Says what will happen and asks once: of two quick clicks only the first confirms. */
export function ConfirmDialog(props: Props) {
  const { opened, title, confirm, danger, pending, error, children, onConfirm, onClose } = props;
  // State would be too late: a second click may come before the next drawing.
  const confirmed = useRef(false);
  useEffect(() => {
    confirmed.current = false;
  }, [opened, error]);
  const confirmOnce = () => {
    if (!opened || pending === true || confirmed.current) return;
    confirmed.current = true;
    onConfirm();
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={title} size="27rem">
      <div className="stack">
        <div>{children}</div>
        {error !== undefined && error !== null && <ErrorNote error={error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {words.frame.cancel}
          </Button>
          <Button
            data-autofocus
            {...(danger === true ? { color: 'red' } : {})}
            loading={pending === true}
            onClick={confirmOnce}
          >
            {confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
