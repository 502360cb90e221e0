import { Button } from '@mantine/core';
import { useState } from 'react';
import type { KeyDetail } from '../../../shared/bridge/key-views.ts';
import { widens } from '../../../shared/commands/edit-apikey.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { draftOf, expiryOf, keyDraftProblems, type KeyDraft } from './key-draft.ts';
import { KeyFields } from './key-fields.tsx';
import { useKeyChange } from './use-keys.ts';

const text = words.keys.form;

/** Name, scopes and end. Only what was changed is sent; what gives more is said so before. */
export function EditKeyDialog({
  apiKey,
  onClose,
}: {
  readonly apiKey: KeyDetail;
  readonly onClose: () => void;
}) {
  const [draft, setDraft] = useState(() => draftOf(apiKey));
  const edit = useKeyChange((calls, changed: Changed) => calls.edit({ id: apiKey.id, ...changed }));
  const changed = changedIn(draft, apiKey);
  const found = keyDraftProblems(draft, new Date());
  // The end it has may be over; that is no reason to keep its name from being changed.
  const problems = { ...found, day: changed.expiresAt === undefined ? null : found.day };
  return (
    <Dialog opened onClose={onClose} title={text.editTitle} size="34rem" asksTexts>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (Object.values(problems).some((problem) => problem !== null) || edit.isPending) return;
          if (Object.keys(changed).length === 0) onClose();
          else edit.mutate(changed, { onSuccess: onClose });
        }}
      >
        <KeyFields
          draft={draft}
          problems={problems}
          databases={apiKey.databaseChoices}
          onChange={(now) => {
            setDraft((before) => ({ ...before, ...now }));
            edit.reset();
          }}
        />
        {givesMore(apiKey, changed) && (
          <Note tone="warn" title={text.widens} role="status">
            <p>{text.widensText}</p>
          </Note>
        )}
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

interface Changed {
  name?: string;
  scopes?: { access: 'read' | 'write'; databases: string[] | null };
  expiresAt?: string | null;
}

function changedIn(draft: KeyDraft, key: KeyDetail): Changed {
  const before = draftOf(key);
  const sameEnd = draft.expiry === before.expiry && draft.day === before.day;
  const sameScopes =
    draft.access === before.access &&
    JSON.stringify(draft.databases?.toSorted()) === JSON.stringify(before.databases?.toSorted());
  return {
    ...(draft.name === key.name ? {} : { name: draft.name }),
    ...(sameScopes
      ? {}
      : {
          scopes: {
            access: draft.access,
            databases: draft.databases === null ? null : [...draft.databases],
          },
        }),
    ...(sameEnd ? {} : { expiresAt: expiryOf(draft, new Date()) }),
  };
}

function givesMore(key: KeyDetail, changed: Changed): boolean {
  const { access, databases, expiresAt } = key;
  const scopes = { access, databases: databases === null ? null : [...databases] };
  return widens(
    { scopes, expiresAt, enabled: true },
    {
      scopes: changed.scopes ?? scopes,
      expiresAt: changed.expiresAt === undefined ? expiresAt : changed.expiresAt,
      enabled: true,
    },
  );
}
