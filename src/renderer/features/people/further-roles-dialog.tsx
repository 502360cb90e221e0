import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MemberRow } from '../../../shared/bridge/people-views.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { usePeopleChange } from './use-people.ts';

const text = words.people;

/** `cashier, cook` → both. */
export function rolesIn(written: string): string[] {
  return written
    .split(/[,;\s]+/u)
    .map((role) => role.trim())
    .filter((role) => role !== '');
}

interface Props {
  readonly tenantId: string;
  readonly member: MemberRow;
  readonly onClose: () => void;
}

/** The roles of a member that only the tenant's own applications know. */
export function FurtherRolesDialog({ tenantId, member, onClose }: Props) {
  const [written, setWritten] = useState(member.furtherRoles.join(', '));
  const change = usePeopleChange(({ people }, furtherRoles: string[]) =>
    people.change({ tenantId, userId: member.userId, furtherRoles }),
  );
  const who = member.name === '' ? member.email : member.name;
  return (
    <Dialog opened onClose={onClose} title={text.furtherTitle(who)} size="26rem" asksTexts>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(rolesIn(written), { onSuccess: onClose });
        }}
      >
        <TextInput
          label={text.further}
          description={text.furtherHint}
          data-autofocus
          value={written}
          maxLength={1000}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setWritten(event.currentTarget.value);
          }}
        />
        {change.error !== null && <ErrorNote error={change.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {words.frame.cancel}
          </Button>
          <Button type="submit" loading={change.isPending}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
