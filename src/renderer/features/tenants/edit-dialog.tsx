import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { useTenantPeople } from '../people/use-people.ts';
import { changedFields, contested, following, textsOf, type EditField } from './edit-draft.ts';
import { EditedElsewhere, NewerValue } from './edited-elsewhere.tsx';
import { nameProblem, ownerProblem } from './tenant-draft.ts';
import { useTenantUndo } from './use-tenant-undo.ts';
import { useTenantChange } from './use-tenant.ts';

const text = words.tenants;

interface Props {
  /** As it is now: it may change while the form is open. */
  readonly tenant: TenantDetail;
  /** The registry has it no more. */
  readonly gone: boolean;
  readonly onClose: () => void;
}

/**
 * Name, owner and description. Only what was changed is sent, with the revision that was seen: whoever
 * edited meanwhile is shown, and written over only by who says so.
 */
export function EditDialog({ tenant, gone, onClose }: Props) {
  const [opened] = useState(tenant);
  const [base, setBase] = useState(() => textsOf(tenant));
  const [typed, setTyped] = useState(() => textsOf(tenant));
  const [touched, setTouched] = useState<ReadonlySet<EditField>>(new Set());
  const undo = useTenantUndo();
  // Where it has owners, the address mirrors them: they are changed among its people.
  const owned = (useTenantPeople(tenant.id, '').data?.owners.length ?? 0) > 0;
  const now = textsOf(tenant);
  const followed = following(base, now, touched);
  if (followed.length > 0) {
    // What nobody has touched here is as it is now, so that it is not written back.
    const newer = Object.fromEntries(followed.map((field) => [field, now[field]]));
    setBase({ ...base, ...newer });
    setTyped({ ...typed, ...newer });
  }
  const open = contested(base, now, typed, touched);
  const stopped = gone || tenant.state === 'deleted';
  const edit = useTenantChange((tenants, before: TenantDetail) =>
    tenants.edit({ id: before.id, seen: before.rev, ...changedFields(now, typed) }),
  );
  const set = (field: EditField, value: string) => {
    setTyped({ ...typed, [field]: value });
    setTouched(new Set([...touched, field]));
  };
  const newer = (field: EditField) =>
    open.includes(field) && (
      <NewerValue
        value={now[field]}
        onTake={() => {
          setTyped({ ...typed, [field]: now[field] });
          setTouched(new Set([...touched].filter((other) => other !== field)));
        }}
      />
    );
  return (
    <Dialog opened onClose={onClose} title={text.editTitle} size="30rem" asksTexts>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (stopped || nameProblem(typed.name) !== null) return;
          if (ownerProblem(typed.ownerEmail) !== null) return;
          edit.mutate(tenant, {
            onSuccess: (after) => {
              onClose();
              if (after.rev !== tenant.rev) undo.edit(tenant, after);
            },
          });
        }}
      >
        <EditedElsewhere tenant={tenant} since={opened} gone={gone} open={open.length} />
        <div>
          <TextInput
            label={text.name}
            data-autofocus
            value={typed.name}
            error={nameProblem(typed.name)}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => {
              set('name', event.currentTarget.value);
            }}
          />
          {newer('name')}
        </div>
        <div>
          <TextInput
            label={`${text.owner} (${text.optional})`}
            description={owned ? words.people.ownedHint : words.people.ownerMadeHint}
            disabled={owned}
            type="email"
            value={typed.ownerEmail}
            error={ownerProblem(typed.ownerEmail)}
            maxLength={320}
            autoComplete="off"
            onChange={(event) => {
              set('ownerEmail', event.currentTarget.value);
            }}
          />
          {newer('ownerEmail')}
        </div>
        <div>
          <Textarea
            label={`${text.description} (${text.optional})`}
            rows={4}
            value={typed.description}
            maxLength={4000}
            onChange={(event) => {
              set('description', event.currentTarget.value);
            }}
          />
          {newer('description')}
        </div>
        {edit.error !== null && <ErrorNote error={edit.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {words.frame.cancel}
          </Button>
          <Button type="submit" loading={edit.isPending} disabled={stopped}>
            {open.length > 0 ? text.saveOver : text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
