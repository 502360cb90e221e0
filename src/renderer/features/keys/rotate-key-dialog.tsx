import { Button, Checkbox, Radio } from '@mantine/core';
import { useState } from 'react';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { ShownKey } from './shown-key.tsx';
import { useKeyChange } from './use-keys.ts';

const text = words.keys.rotation;
const idleDay = 24;

interface Props {
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}

/** How long the old key goes on, and then the new one, once. */
export function RotateKeyDialog({ id, name, onClose, onMade }: Props) {
  const [overlap, setOverlap] = useState('168');
  const [idle, setIdle] = useState(true);
  const overlapHours = Number(overlap);
  const rotate = useKeyChange((calls, idleHours: number | null) =>
    calls.rotate({ id, overlapHours, idleHours }),
  );
  const made = rotate.data;
  const close = () => {
    onClose();
    if (made !== undefined) onMade(made.key.id);
    rotate.reset();
  };
  return (
    <Dialog
      opened
      onClose={close}
      title={made === undefined ? text.title(name) : words.keys.shown.title}
      held={made !== undefined}
      size="36rem"
    >
      {made === undefined ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!rotate.isPending) rotate.mutate(idle && overlapHours > idleDay ? idleDay : null);
          }}
        >
          <p>{text.text}</p>
          <Radio.Group label={text.overlap} value={overlap} onChange={setOverlap}>
            <div className="stack choice-list">
              {text.overlaps.map(([value, label, description]) => (
                <Radio
                  key={value}
                  size="xs"
                  value={value}
                  label={label}
                  description={description}
                  {...(value === overlap ? { 'data-autofocus': true } : {})}
                />
              ))}
            </div>
          </Radio.Group>
          {overlapHours > idleDay && (
            <Checkbox
              size="xs"
              label={text.idle}
              checked={idle}
              onChange={(event) => {
                setIdle(event.currentTarget.checked);
              }}
            />
          )}
          {rotate.error !== null && <ErrorNote error={rotate.error} />}
          <div className="actions actions-end">
            <Button variant="default" onClick={close}>
              {words.frame.cancel}
            </Button>
            <Button type="submit" loading={rotate.isPending}>
              {text.confirm}
            </Button>
          </div>
        </form>
      ) : (
        <ShownKey made={made} onDone={close} />
      )}
    </Dialog>
  );
}
