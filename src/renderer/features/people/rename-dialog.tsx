import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { usePeopleChange } from './use-people.ts';

const text = words.people;

interface Props {
  readonly userId: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** What somebody is called. */
export function RenameDialog({ userId, name: before, onClose }: Props) {
  const [name, setName] = useState(before);
  const rename = usePeopleChange(({ people }, wanted: string) =>
    people.rename({ userId, name: wanted }),
  );
  return (
    <Dialog opened onClose={onClose} title={text.renameTitle} size="24rem" asksTexts>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate(name.trim(), { onSuccess: onClose });
        }}
      >
        <TextInput
          label={text.name}
          data-autofocus
          value={name}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        {rename.error !== null && <ErrorNote error={rename.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {words.frame.cancel}
          </Button>
          <Button type="submit" loading={rename.isPending}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
