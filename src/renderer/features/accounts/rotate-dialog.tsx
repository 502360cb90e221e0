import { Button } from '@mantine/core';
import { useState } from 'react';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { OverlapChoice, usualOverlap } from './overlap-choice.tsx';
import { useCredentialChange } from './use-credential-change.ts';

const text = words.accounts.rotating;

interface Props {
  readonly tenantId: string;
  /** Null: all accounts of the tenant. */
  readonly account: string | null;
  /** How many accounts that is. */
  readonly accounts: number;
  readonly onClose: () => void;
}

/** A new password, and how long the old pair goes on working beside it. */
export function RotateDialog({ tenantId, account, accounts, onClose }: Props) {
  const [overlap, setOverlap] = useState(usualOverlap);
  const rotate = useCredentialChange((calls, overlapHours: number) =>
    calls.rotate({ tenantIds: [tenantId], account, overlapHours }),
  );
  const left = rotate.data?.overlapping ?? 0;
  return (
    <Dialog opened onClose={onClose} title={text.title(accounts)} size="30rem">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (rotate.isPending) return;
          rotate.mutate(Number(overlap), {
            onSuccess: (report) => {
              if (report.overlapping === 0) onClose();
            },
          });
        }}
      >
        <OverlapChoice value={overlap} onChange={setOverlap} />
        {left > 0 && (
          <Note tone="warn" title={text.overlapping(left)} role="alert">
            <p>{text.overlappingText}</p>
          </Note>
        )}
        {rotate.error !== null && <ErrorNote error={rotate.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {words.frame.cancel}
          </Button>
          <Button type="submit" loading={rotate.isPending}>
            {text.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
