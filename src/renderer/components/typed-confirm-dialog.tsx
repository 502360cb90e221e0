import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { words } from '../app/messages/words.ts';
import { Dialog } from './dialog.tsx';
import { ErrorNote } from './error-note.tsx';

interface Props {
  readonly opened: boolean;
  readonly title: string;
  readonly confirm: string;
  /** What has to be typed, letter by letter; null: nothing. */
  readonly typed: string | null;
  readonly danger?: boolean;
  /** What the other button says. */
  readonly cancel?: string;
  readonly pending?: boolean;
  /** True while it is not known yet what would be confirmed. */
  readonly waiting?: boolean;
  readonly error?: unknown;
  readonly children: ReactNode;
  readonly onConfirm: (typed: string | null) => void;
  readonly onClose: () => void;
}

function Body(props: Omit<Props, 'opened' | 'title'>) {
  const { confirm, typed, danger, pending, waiting, error, children } = props;
  const { cancel = words.frame.cancel, onConfirm, onClose } = props;
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // What has to be typed may only be known after the dialog has opened.
    if (typed !== null) field.current?.focus();
  }, [typed]);
  const matches = typed === null || text.trim() === typed;
  // State would be too late: a second Enter may come before the next drawing.
  const confirmed = useRef(false);
  useEffect(() => {
    confirmed.current = false;
  }, [error]);
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!matches || waiting === true || pending === true || confirmed.current) return;
        confirmed.current = true;
        onConfirm(typed === null ? null : text.trim());
      }}
    >
      <div className="confirm-body">{children}</div>
      {typed !== null && (
        <TextInput
          ref={field}
          label={words.frame.typeToConfirm(typed)}
          value={text}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          classNames={{ input: 'mono' }}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
      )}
      {error !== undefined && error !== null && <ErrorNote error={error} />}
      <div className="actions actions-end">
        <Button variant="default" onClick={onClose}>
          {cancel}
        </Button>
        <Button
          type="submit"
          {...(typed === null ? { 'data-autofocus': true } : {})}
          {...(danger === true ? { color: 'red' } : {})}
          disabled={!matches || waiting === true}
          loading={pending === true}
        >
          {confirm}
        </Button>
      </div>
    </form>
  );
}

/**
 * Says what will happen and asks once, where it matters by having something typed. What was typed goes
 * with the dialog.
 */
export function TypedConfirmDialog({ opened, title, ...body }: Props) {
  return (
    <Dialog opened={opened} onClose={body.onClose} title={title} size="30rem">
      <Body {...body} />
    </Dialog>
  );
}
