import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { VaultStatus } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { reportOf } from '../../app/bridge-error.ts';
import { errorWords } from '../../app/error-words.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';

/** Opens the vault with its passphrase. A wrong one is told at the field, and stays in it. */
export function Unlock({ onUnlocked }: { readonly onUnlocked: (vault: VaultStatus) => void }) {
  const client = useClient();
  const [passphrase, setPassphrase] = useState('');
  const unlock = useMutation({
    mutationFn: () => client.vault.unlock({ passphrase }),
    onSuccess: onUnlocked,
  });
  const report = unlock.error === null ? null : reportOf(unlock.error);
  const wrong = report?.code === 'vault-passphrase-wrong';
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (passphrase !== '') unlock.mutate();
      }}
    >
      <PasswordInput
        label={words.vault.passphrase}
        autoComplete="off"
        autoFocus
        value={passphrase}
        error={
          report !== null && wrong
            ? `${errorWords(report).title}. ${errorWords(report).remedy}`
            : null
        }
        onChange={(event) => {
          setPassphrase(event.currentTarget.value);
          unlock.reset();
        }}
      />
      {report !== null && !wrong && <ErrorNote error={unlock.error} />}
      <Button type="submit" disabled={passphrase === ''} loading={unlock.isPending}>
        {words.vault.unlock}
      </Button>
    </form>
  );
}
