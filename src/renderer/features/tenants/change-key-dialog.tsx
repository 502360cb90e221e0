import { Button } from '@mantine/core';
import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { KeyField } from './key-field.tsx';
import { keyFieldProblem } from './tenant-draft.ts';
import { useKeyCheck } from './use-key-check.ts';
import { useTenantChange } from './use-tenant.ts';
import './dialogs.css';

const text = words.tenants;

interface Props {
  readonly tenant: TenantDetail;
  readonly onClose: () => void;
}

/** Another key for a tenant that was never applied, or whose key was refused. */
export function ChangeKeyDialog({ tenant, onClose }: Props) {
  const [key, setKey] = useState(tenant.key);
  const same = key === tenant.key;
  const check = useKeyCheck(key, !same);
  const change = useTenantChange((tenants, changed: string) =>
    tenants.changeKey({ id: tenant.id, key: changed }),
  );
  const problem = same ? null : keyFieldProblem(key, check);
  return (
    <Dialog opened onClose={onClose} title={text.changeKeyTitle} size="32rem" asksTexts>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!same && problem === null) change.mutate(key, { onSuccess: onClose });
        }}
      >
        <p className="muted">{text.changeKeyText}</p>
        <KeyField
          label={text.newKey}
          value={key}
          check={check}
          problem={problem}
          autoFocus
          onChange={setKey}
        />
        {change.error !== null && <ErrorNote error={change.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {words.frame.cancel}
          </Button>
          <Button type="submit" disabled={same} loading={change.isPending}>
            {text.changeKey}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
