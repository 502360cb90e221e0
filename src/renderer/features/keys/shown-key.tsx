import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { MadeKey } from '../../../shared/bridge/key-views.ts';
import { useCopy } from '../../app/data/frame-queries.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';

const text = words.keys.shown;

/**
 * A key that was just made, this once. It lives in this component's dialog alone and goes with it; main
 * clears it from the clipboard again.
 */
export function ShownKey({
  made,
  onDone,
}: {
  readonly made: MadeKey;
  readonly onDone: () => void;
}) {
  const copy = useCopy();
  return (
    <div className="stack">
      <Note tone="warn" title={text.warning}>
        <p>{text.text}</p>
      </Note>
      <div className="shown-key">
        <code aria-label={text.label} data-testid="new-key">
          {made.secret}
        </code>
        <Button
          size="xs"
          variant="default"
          data-autofocus
          ref={(button) => {
            button?.focus();
          }}
          leftSection={
            copy.isSuccess ? (
              <IconCheck size={14} aria-hidden />
            ) : (
              <IconCopy size={14} aria-hidden />
            )
          }
          onClick={() => {
            copy.mutate({ text: made.secret, secret: true });
          }}
        >
          {text.copy}
        </Button>
      </div>
      <p className="muted" role="status">
        {copy.isSuccess ? text.copied : ''}
      </p>
      {copy.error !== null && <ErrorNote error={copy.error} />}
      <div className="actions actions-end">
        <Button onClick={onDone}>{text.done}</Button>
      </div>
    </div>
  );
}
