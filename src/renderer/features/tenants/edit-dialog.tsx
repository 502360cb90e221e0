import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { nameProblem, ownerProblem } from './tenant-draft.ts';
import { useTenantChange } from './use-tenant.ts';

const text = words.tenants;

interface Props {
  readonly tenant: TenantDetail;
  readonly onClose: () => void;
}

/** Name, owner and description. Only what was changed is sent. */
export function EditDialog({ tenant, onClose }: Props) {
  const [name, setName] = useState(tenant.name);
  const [owner, setOwner] = useState(tenant.ownerEmail ?? '');
  const [description, setDescription] = useState(tenant.description);
  const ownerEmail = owner.trim() === '' ? null : owner.trim();
  const edit = useTenantChange((tenants, id: string) =>
    tenants.edit({
      id,
      ...(name === tenant.name ? {} : { name }),
      ...(ownerEmail === tenant.ownerEmail ? {} : { ownerEmail }),
      ...(description === tenant.description ? {} : { description }),
    }),
  );
  return (
    <Dialog opened onClose={onClose} title={text.editTitle} size="30rem">
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (nameProblem(name) === null && ownerProblem(owner) === null)
            edit.mutate(tenant.id, { onSuccess: onClose });
        }}
      >
        <TextInput
          label={text.name}
          data-autofocus
          value={name}
          error={nameProblem(name)}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <TextInput
          label={`${text.owner} (${text.optional})`}
          type="email"
          value={owner}
          error={ownerProblem(owner)}
          maxLength={320}
          autoComplete="off"
          onChange={(event) => {
            setOwner(event.currentTarget.value);
          }}
        />
        <Textarea
          label={`${text.description} (${text.optional})`}
          rows={4}
          value={description}
          maxLength={4000}
          onChange={(event) => {
            setDescription(event.currentTarget.value);
          }}
        />
        {edit.error !== null && <ErrorNote error={edit.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {words.frame.cancel}
          </Button>
          <Button type="submit" loading={edit.isPending}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
