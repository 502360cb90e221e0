import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useCredentialChange } from './use-credential-change.ts';

const text = words.accounts;

interface Props {
  readonly tenantId: string;
  readonly account: string;
  readonly previous: NonNullable<TenantDetail['accounts'][number]['previous']>;
}

/** That the pair from before a rotation still works, and ending it before its time. */
export function Overlap({ tenantId, account, previous }: Props) {
  const [asking, setAsking] = useState(false);
  const end = useCredentialChange((calls, ended: string) =>
    calls.endOverlap({ tenantIds: [tenantId], account: ended }),
  );
  const close = () => {
    end.reset();
    setAsking(false);
  };
  return (
    <p className="account-overlap">
      <span>{text.previous(previous.username, moment(previous.until, new Date()))}</span>
      <button
        type="button"
        className="link"
        aria-label={text.endOverlapOf(previous.username)}
        onClick={() => {
          setAsking(true);
        }}
      >
        {text.endOverlap}
      </button>
      <ConfirmDialog
        opened={asking}
        title={text.ending.title}
        confirm={text.ending.confirm}
        danger
        pending={end.isPending}
        error={end.error}
        onClose={close}
        onConfirm={() => {
          end.mutate(account, { onSuccess: close });
        }}
      >
        <p>{text.ending.text(previous.username)}</p>
      </ConfirmDialog>
    </p>
  );
}
