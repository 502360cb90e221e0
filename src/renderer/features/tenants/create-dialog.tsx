import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { reportOf } from '../../app/bridge-error.ts';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { KeyField } from './key-field.tsx';
import { suggestKey } from './suggest-key.ts';
import { emptyDraft, keyFieldProblem, nameProblem, ownerProblem } from './tenant-draft.ts';
import { useKeyCheck } from './use-key-check.ts';
import './dialogs.css';

const text = words.tenants;

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: (id: string) => void;
}

/**
 * A new tenant. What is typed stays until the tenant is made: closing the dialog, an error or a refused
 * key lose nothing.
 */
export function CreateDialog({ opened, onClose, onCreated }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(emptyDraft);
  const [ownKey, setOwnKey] = useState(false);
  const [asked, setAsked] = useState(false);
  const key = ownKey ? draft.key : suggestKey(draft.name);
  const check = useKeyCheck(key, opened);
  const create = useMutation({
    mutationFn: () =>
      client.tenants.create({
        key,
        name: draft.name,
        description: draft.description,
        ownerEmail: draft.ownerEmail.trim() === '' ? null : draft.ownerEmail,
      }),
    onSuccess: (tenant) => {
      queries.setQueryData(keys.tenant(tenant.id), tenant);
      void queries.invalidateQueries({ queryKey: keys.tenants });
      setDraft(emptyDraft);
      setOwnKey(false);
      setAsked(false);
      onClose();
      onCreated(tenant.id);
    },
  });
  const report = create.error === null ? null : reportOf(create.error);
  const keyRefused = report?.code === 'key-taken' || report?.code === 'key-invalid';
  const touched = asked || key !== '';
  const keyProblem = keyRefused ? report.message : touched ? keyFieldProblem(key, check) : null;
  const blocked = [
    nameProblem(draft.name),
    keyFieldProblem(key, check),
    ownerProblem(draft.ownerEmail),
  ];
  const change = (changed: Partial<typeof draft>) => {
    setDraft((before) => ({ ...before, ...changed }));
    create.reset();
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={text.createTitle} size="34rem" asksTexts>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (blocked.every((problem) => problem === null) && !create.isPending) create.mutate();
        }}
      >
        <TextInput
          label={text.name}
          description={text.nameHint}
          data-autofocus
          value={draft.name}
          error={asked ? nameProblem(draft.name) : null}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => {
            change({ name: event.currentTarget.value });
          }}
        />
        <KeyField
          label={text.key}
          value={key}
          check={check}
          problem={keyProblem}
          onChange={(typed) => {
            setOwnKey(typed !== '');
            change({ key: typed });
          }}
        />
        <TextInput
          label={`${text.owner} (${text.optional})`}
          type="email"
          value={draft.ownerEmail}
          error={asked ? ownerProblem(draft.ownerEmail) : null}
          maxLength={320}
          autoComplete="off"
          onChange={(event) => {
            change({ ownerEmail: event.currentTarget.value });
          }}
        />
        <Textarea
          label={`${text.description} (${text.optional})`}
          rows={2}
          value={draft.description}
          maxLength={4000}
          onChange={(event) => {
            change({ description: event.currentTarget.value });
          }}
        />
        {report !== null && !keyRefused && <ErrorNote error={create.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {words.frame.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {text.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
