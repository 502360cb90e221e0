import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { MemberRow, TenantPeople } from '../../../shared/bridge/people-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { words } from '../../app/messages/words.ts';
import { useUndo } from '../../app/undo/use-undo.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { usePeopleChange } from './use-people.ts';

const text = words.people.transfer;

interface Props {
  readonly tenantId: string;
  readonly to: MemberRow;
  readonly owners: TenantPeople['owners'];
  readonly onClose: () => void;
}

/** Hands ownership of a tenant on; where it has several owners, asks whose. */
export function TransferDialog({ tenantId, to, owners, onClose }: Props) {
  const client = useClient();
  const { offer } = useUndo();
  const [from, setFrom] = useState(owners[0]?.userId ?? '');
  const transfer = usePeopleChange(({ people }, wanted: { from: string; to: string }) =>
    people.transfer({ tenantId, ...wanted }),
  );
  const former = owners.find(({ userId }) => userId === from);
  return (
    <ConfirmDialog
      opened
      title={text.title}
      confirm={text.confirm}
      pending={transfer.isPending}
      error={transfer.error}
      onClose={onClose}
      onConfirm={() => {
        transfer.mutate(
          { from, to: to.userId },
          {
            onSuccess: () => {
              onClose();
              offer({
                text: text.done(to.email),
                undo: async () => {
                  await client.people.transfer({ tenantId, from: to.userId, to: from });
                  await client.people.change({ tenantId, userId: to.userId, role: to.role });
                },
              });
            },
          },
        );
      }}
    >
      <div className="stack">
        <p>{text.text(former?.email ?? '', to.email)}</p>
        {owners.length > 1 && (
          <NativeSelect
            label={text.from}
            data={owners.map(({ userId, email }) => ({ value: userId, label: email }))}
            value={from}
            onChange={(event) => {
              setFrom(event.currentTarget.value);
            }}
          />
        )}
      </div>
    </ConfirmDialog>
  );
}
