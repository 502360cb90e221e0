import type { PersonDetail } from '../../../shared/bridge/people-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { words } from '../../app/messages/words.ts';
import { useUndo } from '../../app/undo/use-undo.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Note } from '../../components/note.tsx';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import { usePeopleChange } from './use-people.ts';

const text = words.people;

interface Props {
  readonly opened: boolean;
  readonly person: PersonDetail;
  readonly onClose: () => void;
}

/** Says what removing somebody everywhere will do, and where it cannot be done yet. */
export function RemoveEverywhereDialog({ opened, person, onClose }: Props) {
  const client = useClient();
  const { offer } = useUndo();
  const remove = usePeopleChange(({ people }, userId: string) =>
    people.removeEverywhere({ userId }),
  );
  const { userId, lastOwnerOf, invited, keys } = person;
  const who = person.name === '' ? person.email : person.name;
  const running = person.memberships.filter(({ endedAt }) => endedAt === null).length;
  const close = () => {
    remove.reset();
    onClose();
  };
  return (
    <TypedConfirmDialog
      opened={opened}
      title={text.removing.title(who)}
      confirm={text.removing.confirm}
      typed={null}
      danger
      waiting={lastOwnerOf.length > 0}
      pending={remove.isPending}
      error={remove.error}
      onClose={close}
      onConfirm={() => {
        if (userId === null) return;
        remove.mutate(userId, {
          onSuccess: () => {
            close();
            offer({
              text: text.removing.done(who),
              undo: () => client.people.bringBack({ userId, memberships: true }),
            });
          },
        });
      }}
    >
      <p>{text.removing.text}</p>
      <ul className="confirm-what">
        <li>{text.removing.memberships(Math.max(running, person.tenants))}</li>
        {invited > 0 && <li>{text.removing.invitations(invited)}</li>}
        {keys > 0 && <li>{text.removing.keys(keys)}</li>}
      </ul>
      {lastOwnerOf.length > 0 && (
        <Note tone="bad" title={text.removing.lastOwnerTitle(lastOwnerOf.length)} role="alert">
          <p>{text.removing.lastOwnerText(lastOwnerOf.join(', '))}</p>
        </Note>
      )}
    </TypedConfirmDialog>
  );
}

/** Lets somebody in again, with the places they lost by the removal. */
export function BringBackDialog({ opened, person, onClose }: Props) {
  const back = usePeopleChange(({ people }, userId: string) =>
    people.bringBack({ userId, memberships: true }),
  );
  const close = () => {
    back.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={opened}
      title={text.bringingBack.title(person.name === '' ? person.email : person.name)}
      confirm={text.bringingBack.confirm}
      pending={back.isPending}
      error={back.error}
      onClose={close}
      onConfirm={() => {
        if (person.userId !== null) back.mutate(person.userId, { onSuccess: close });
      }}
    >
      <p>{text.bringingBack.text}</p>
    </ConfirmDialog>
  );
}
