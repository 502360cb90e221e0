import type { DriftRow } from '../../../shared/bridge/drift-views.ts';
import { words } from '../../app/messages/words.ts';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import { useAdopt } from './use-drift-actions.ts';

const text = words.drift.adopting;

/** No more are listed; the section behind it has them all. */
const listed = 50;

interface Props {
  /** Null while nothing is to be adopted. */
  readonly findings: readonly DriftRow[] | null;
  readonly onClose: () => void;
  readonly onAdopted: () => void;
}

/** Says what adopting means before it is done. */
export function AdoptDialog({ findings, onClose, onAdopted }: Props) {
  const adopt = useAdopt();
  const adoptable = (findings ?? []).filter((finding) => finding.adoptable);
  const left = (findings ?? []).length - adoptable.length;
  const close = () => {
    adopt.reset();
    onClose();
  };
  return (
    <TypedConfirmDialog
      opened={findings !== null}
      title={text.title(adoptable.length)}
      confirm={text.confirm}
      typed={null}
      pending={adopt.isPending}
      waiting={adoptable.length === 0}
      error={adopt.error}
      onClose={close}
      onConfirm={() => {
        adopt.mutate(
          adoptable.map(({ id }) => id),
          {
            onSuccess: () => {
              close();
              onAdopted();
            },
          },
        );
      }}
    >
      <p>{text.text}</p>
      <ul className="confirm-what" tabIndex={0} aria-label={words.drift.list}>
        {adoptable.slice(0, listed).map((finding) => (
          <li key={finding.id}>
            {words.drift.kinds[finding.kind]} <span className="mono">{finding.subject}</span>
            <br />
            <span className="muted">{finding.detail}</span>
          </li>
        ))}
        {adoptable.length > listed && (
          <li className="muted">{words.plan.more(adoptable.length - listed)}</li>
        )}
      </ul>
      {left > 0 && <p className="muted">{text.left(left)}</p>}
      <p className="muted">{text.limits}</p>
    </TypedConfirmDialog>
  );
}
