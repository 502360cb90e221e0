import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { TenantPicker, type PickedTenant } from '../tenants/tenant-picker.tsx';
import { emptyKeyDraft, expiryOf, keyDraftProblems } from './key-draft.ts';
import { KeyFields } from './key-fields.tsx';
import { ShownKey } from './shown-key.tsx';
import { useKeyChange } from './use-keys.ts';

const text = words.keys.form;
const noProblems = { name: null, databases: null, day: null };

interface Props {
  /** Null: it has to be chosen. */
  readonly tenant: PickedTenant | null;
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}

/** A new key, and then the key itself, once. An error loses nothing of what was typed. */
export function CreateKeyDialog({ tenant: given, onClose, onMade }: Props) {
  const [draft, setDraft] = useState(emptyKeyDraft);
  const [picked, setPicked] = useState(given);
  const [asked, setAsked] = useState(false);
  const databases = useDatabases(picked?.id ?? null);
  const create = useKeyChange((calls, tenantId: string) =>
    calls.create({
      tenantId,
      name: draft.name,
      scopes: {
        access: draft.access,
        databases: draft.databases === null ? null : [...draft.databases],
      },
      expiresAt: expiryOf(draft, new Date()),
    }),
  );
  const made = create.data;
  const close = () => {
    onClose();
    if (made !== undefined) onMade(made.key.id);
    create.reset();
  };
  const problems = keyDraftProblems(draft, new Date());
  const title = given === null ? text.createTitle : text.createFor(given.label);
  return (
    <Dialog
      opened
      onClose={close}
      title={made === undefined ? title : words.keys.shown.title}
      held={made !== undefined}
      size="36rem"
      asksTexts
    >
      {made === undefined ? (
        <form
          className="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setAsked(true);
            const fine = Object.values(problems).every((problem) => problem === null);
            if (picked !== null && fine && !create.isPending) create.mutate(picked.id);
          }}
        >
          {given === null && (
            <div>
              <div className="key-label">{words.keys.tenant}</div>
              <TenantPicker
                label={words.keys.tenant}
                placeholder={text.tenantHint}
                nothingFound={text.tenantNothing}
                value={picked}
                onChange={(chosen) => {
                  setPicked(chosen);
                  setDraft((before) => ({ ...before, databases: null }));
                }}
              />
              {asked && picked === null && (
                <p className="field-problem" role="alert">
                  {text.tenantMissing}
                </p>
              )}
            </div>
          )}
          <KeyFields
            draft={draft}
            problems={
              asked ? problems : { ...noProblems, day: draft.day === '' ? null : problems.day }
            }
            databases={databases}
            onChange={(changed) => {
              setDraft((before) => ({ ...before, ...changed }));
              create.reset();
            }}
          />
          {create.error !== null && <ErrorNote error={create.error} />}
          <div className="actions actions-end">
            <Button variant="default" onClick={close}>
              {words.frame.cancel}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {text.create}
            </Button>
          </div>
        </form>
      ) : (
        <ShownKey made={made} onDone={close} />
      )}
    </Dialog>
  );
}

/** The databases of a tenant, as its blueprint names them. */
function useDatabases(tenantId: string | null): readonly string[] {
  const client = useClient();
  const tenant = useQuery({
    queryKey: keys.keyDatabases(tenantId),
    queryFn: () => (tenantId === null ? [] : client.keys.databases({ tenantId })),
  });
  return tenant.data ?? [];
}
