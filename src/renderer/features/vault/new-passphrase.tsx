import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { VaultStatus } from '../../../shared/bridge/views.ts';
import { shortestPassphrase } from '../../../shared/passphrase.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';

/** Chooses the passphrase that seals the vault. */
export function NewPassphrase({ onMade }: { readonly onMade: (vault: VaultStatus) => void }) {
  const client = useClient();
  const [passphrase, setPassphrase] = useState('');
  const [repeat, setRepeat] = useState('');
  const [asked, setAsked] = useState(false);
  const create = useMutation({
    mutationFn: () => client.vault.create({ passphrase }),
    onSuccess: onMade,
  });
  const missing = shortestPassphrase - passphrase.length;
  const differs = repeat !== passphrase;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (missing <= 0 && !differs) create.mutate();
      }}
    >
      <PasswordInput
        label={words.vault.passphrase}
        description={words.vault.passphraseHint}
        autoComplete="off"
        autoFocus
        value={passphrase}
        error={asked && missing > 0 ? words.vault.tooShort(missing) : null}
        onChange={(event) => {
          setPassphrase(event.currentTarget.value);
        }}
      />
      <PasswordInput
        label={words.vault.repeat}
        autoComplete="off"
        value={repeat}
        error={asked && differs ? words.vault.differs : null}
        onChange={(event) => {
          setRepeat(event.currentTarget.value);
        }}
      />
      <Note tone="warn" title={words.vault.absentWarning} />
      {create.error !== null && <ErrorNote error={create.error} />}
      <Button type="submit" loading={create.isPending}>
        {words.vault.create}
      </Button>
    </form>
  );
}
