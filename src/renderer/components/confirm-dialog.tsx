import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { words } from '../app/messages/words.ts';
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

/** Says what will happen and asks once. */
export function ConfirmDialog(props: Props) {
  const { opened, title, confirm, danger, pending, error, children, onConfirm, onClose } = props;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="27rem"
      closeButtonProps={{ 'aria-label': words.frame.close }}
    >
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
            onClick={onConfirm}
          >
            {confirm}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
