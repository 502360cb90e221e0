import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { KeyTrial } from '../../../shared/bridge/trial-views.ts';
import { serviceAddressProblem } from '../../../shared/people/service-address.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useGateway } from '../people/use-people.ts';
import { ReadKey } from './read-key.tsx';

const text = words.trial;

interface Props {
  readonly wanted: { readonly id: string; readonly prefix: string } | null;
  readonly onClose: () => void;
  readonly onTried: (trial: KeyTrial) => void;
}

/** A pasted key and an address: first it is read on this device, then, once agreed to, exchanged. */
export function TrialForm({ wanted, onClose, onTried }: Props) {
  const { trial: calls } = useClient();
  const known = useGateway().data?.url ?? null;
  const [key, setKey] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const keyField = useRef<HTMLInputElement>(null);
  const url = (typed ?? known ?? '').trim().replace(/\/+$/u, '');
  // Neither takes an argument: what is given to a mutation is kept beside it.
  const read = useMutation({ mutationFn: () => calls.read({ key }) });
  const run = useMutation({
    mutationFn: () => calls.run({ key, url }),
    onSuccess: (trial) => {
      setKey('');
      onTried(trial);
    },
  });
  const facts = read.data ?? null;
  const ready = facts?.shape === 'key' && !run.isPending;
  const addressProblem = asked ? serviceAddressProblem(url) : null;
  const keyProblem =
    asked && key.trim() === ''
      ? text.keyMissing
      : facts === null || facts.shape === 'key'
        ? null
        : facts.shape === 'typo'
          ? text.typo
          : text.notAKey;
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (key.trim() === '') {
          keyField.current?.focus();
          return;
        }
        if (serviceAddressProblem(url) !== null || read.isPending || run.isPending) return;
        if (ready) run.mutate();
        else {
          read.mutate(undefined, {
            onSuccess: ({ shape }) => {
              if (shape !== 'key') keyField.current?.focus();
            },
          });
        }
      }}
    >
      <p>{text.intro}</p>
      <PasswordInput
        ref={keyField}
        label={text.key}
        description={wanted === null ? text.anyKeyHint : text.keyHint(wanted.prefix)}
        value={key}
        error={keyProblem}
        maxLength={1000}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        onChange={(event) => {
          setKey(event.currentTarget.value);
          read.reset();
          run.reset();
        }}
      />
      <TextInput
        label={text.address}
        description={known !== null && url !== known ? text.strange(known) : text.addressHint}
        placeholder="https://gateway.example.org"
        value={typed ?? known ?? ''}
        error={addressProblem}
        maxLength={600}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          run.reset();
        }}
      />
      {read.error !== null && <ErrorNote error={read.error} />}
      {facts?.shape === 'key' && <ReadKey read={facts} wanted={wanted} url={url} />}
      {run.error !== null && <ErrorNote error={run.error} />}
      <div className="actions actions-end">
        <Button variant="default" onClick={onClose}>
          {words.frame.cancel}
        </Button>
        <Button type="submit" loading={read.isPending || run.isPending}>
          {facts?.shape === 'key' ? text.run : text.check}
        </Button>
      </div>
    </form>
  );
}
