import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { useInParts } from '../../app/data/use-in-parts.ts';
import { words } from '../../app/messages/words.ts';
import { tell } from '../../app/tell.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { PartsProgress, PartsRemarks } from '../../components/parts-progress.tsx';
import { OverlapChoice, usualOverlap } from './overlap-choice.tsx';
import './accounts.css';

const text = words.accounts.rotating;
/** Tenants at once: every password is hashed and sealed. */
const atOnce = 25;

interface Props {
  readonly ids: readonly string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

interface Order {
  readonly ids: readonly string[];
  readonly overlapHours: number;
}

/** New passwords for all accounts of the selected tenants. */
export function RotateManyDialog({ ids, onClose, onDone }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const [overlap, setOverlap] = useState(usualOverlap);
  const rotate = useInParts(
    () => atOnce,
    ({ overlapHours }: Order, part) =>
      client.accounts.rotate({ tenantIds: [...part], account: null, overlapHours }),
    () => {
      void queries.invalidateQueries({ queryKey: keys.tenants });
    },
  );
  const report = rotate.data;
  const overlapping = (report?.answers ?? []).reduce((sum, one) => sum + one.overlapping, 0);
  const { isPending } = rotate;
  return (
    <Dialog
      opened
      onClose={isPending ? rotate.stop : onClose}
      title={text.titleMany(ids.length)}
      size="30rem"
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isPending) return;
          rotate.mutate(
            { ids, overlapHours: Number(overlap) },
            {
              onSuccess: ({ answers, refused, left }) => {
                onDone();
                const sum = (of: 'accounts' | 'overlapping') =>
                  answers.reduce((total, one) => total + one[of], 0);
                tell(text.done(sum('accounts')));
                if (refused.length === 0 && left === 0 && sum('overlapping') === 0) onClose();
              },
            },
          );
        }}
      >
        {report === undefined ? (
          <OverlapChoice value={overlap} onChange={setOverlap} />
        ) : (
          <>
            <PartsRemarks report={report} />
            {overlapping > 0 && (
              <Note tone="warn" title={text.overlapping(overlapping)} role="alert">
                <p>{text.overlappingText}</p>
              </Note>
            )}
          </>
        )}
        {isPending && <PartsProgress done={rotate.done} all={ids.length} />}
        {rotate.error !== null && <ErrorNote error={rotate.error} />}
        <div className="actions actions-end">
          {isPending ? (
            <Button variant="default" onClick={rotate.stop} disabled={rotate.stopping}>
              {rotate.stopping ? words.tenants.bulk.stopping : words.tenants.bulk.stop}
            </Button>
          ) : (
            <Button variant="default" onClick={onClose}>
              {report === undefined ? words.frame.cancel : words.frame.close}
            </Button>
          )}
          {report === undefined && (
            <Button type="submit" loading={isPending}>
              {text.confirm}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
