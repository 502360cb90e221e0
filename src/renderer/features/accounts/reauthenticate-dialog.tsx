import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';

const text = words.accounts.reauthenticate;

interface Props {
  readonly opened: boolean;
  /** What is done once it is proven; showing a password unless given. */
  readonly confirm?: string;
  readonly onClose: () => void;
  readonly onProven: () => void;
}

function Form({ onClose, onProven, confirm = text.confirm }: Omit<Props, 'opened'>) {
  const client = useClient();
  const queries = useQueryClient();
  const [secret, setSecret] = useState('');
  const method = useQuery({
    queryKey: keys.reauthentication,
    queryFn: () => client.accounts.reauthentication(),
    staleTime: 0,
  });
  const prove = useMutation({
    mutationFn: () => client.accounts.reauthenticate({ secret }),
    onSuccess: (status) => {
      queries.setQueryData(keys.reauthentication, status);
      onProven();
    },
    // What was wrong is typed anew, so it does not stay either.
    onError: () => {
      setSecret('');
    },
  });
  const how = method.data?.method ?? 'server-password';
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (secret !== '' && !prove.isPending) prove.mutate();
      }}
    >
      {method.error !== null && <ErrorNote error={method.error} />}
      <p>{text.text[how]}</p>
      <PasswordInput
        label={text.label[how]}
        value={secret}
        autoComplete="off"
        data-autofocus
        onChange={(event) => {
          setSecret(event.currentTarget.value);
        }}
      />
      {prove.error !== null && <ErrorNote error={prove.error} />}
      <p className="muted">{text.remembered}</p>
      <div className="actions actions-end">
        <Button variant="default" onClick={onClose}>
          {words.frame.cancel}
        </Button>
        <Button type="submit" disabled={secret === ''} loading={prove.isPending}>
          {confirm}
        </Button>
      </div>
    </form>
  );
}

/** Has the operator prove to be there. What is typed lives in the open dialog alone. */
export function ReauthenticateDialog({ opened, ...form }: Props) {
  return (
    <Dialog opened={opened} onClose={form.onClose} title={text.title} size="26rem">
      <Form {...form} />
    </Dialog>
  );
}
