import { Button, CloseButton } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import type { PersonDetail } from '../../../shared/bridge/people-views.ts';
import { BridgeError } from '../../app/bridge-error.ts';
import { figure } from '../../app/format/count.ts';
import { moment } from '../../app/format/time.ts';
import { useCommandSet } from '../../app/commands/use-commands.ts';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { useCloseOnEscape } from '../../components/use-close-on-escape.ts';
import { Facts } from '../../components/facts.tsx';
import { InvitationList } from './invitation-list.tsx';
import { PersonMemberships } from './person-memberships.tsx';
import { BringBackDialog, RemoveEverywhereDialog } from './remove-everywhere-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { usePerson, type PersonRef } from './use-people.ts';
import '../tenants/detail.css';

const text = words.people;

type Asking = 'rename' | 'remove' | 'bring-back' | null;

function Body({ person }: { readonly person: PersonDetail }) {
  const [asking, setAsking] = useState<Asking>(null);
  const now = new Date();
  const names = text.factNames;
  const { userId } = person;
  const close = () => {
    setAsking(null);
  };
  const asks = (what: Asking) => () => {
    setAsking(what);
  };
  const who = person.name === '' ? person.email : person.name;
  const command = (id: Asking, label: string) => ({
    id: `person ${id}`,
    group: 'open' as const,
    label: `${label} · ${who}`,
    also: person.email,
    run: asks(id),
  });
  useCommandSet(
    userId === null
      ? []
      : [
          command('rename', text.rename),
          person.removedAt === null
            ? command('remove', text.removeEverywhere)
            : command('bring-back', text.bringBack),
        ],
  );
  return (
    <>
      {userId !== null && (
        <div className="person-toolbar">
          <Button size="xs" variant="default" onClick={asks('rename')}>
            {text.rename}
          </Button>
          {person.removedAt === null ? (
            <Button size="xs" variant="subtle" color="red" onClick={asks('remove')}>
              {text.removeEverywhere}
            </Button>
          ) : (
            <Button size="xs" variant="default" onClick={asks('bring-back')}>
              {text.bringBack}
            </Button>
          )}
        </div>
      )}
      {userId !== null && <PersonMemberships person={person} />}
      {person.invitations.length > 0 && (
        <InvitationList invitations={person.invitations} total={person.invitations.length} across />
      )}
      <section>
        <h3>{text.facts}</h3>
        <Facts
          facts={[
            [
              names.address,
              <span key="email" className="detail-line">
                <span className="ellipsis" title={person.email}>
                  {person.email}
                </span>
                <CopyButton text={person.email} what={names.address.toLowerCase()} />
              </span>,
            ],
            [
              names.lastLogin,
              person.lastLoginAt === null ? text.notSignedIn : moment(person.lastLoginAt, now),
            ],
            ...(person.sub === null
              ? []
              : [
                  [
                    names.subject,
                    <span key="sub" className="mono">
                      {person.sub}
                    </span>,
                  ] as const,
                ]),
            [names.added, text.by(moment(person.createdAt, now), person.createdBy)],
            [names.changed, text.by(moment(person.updatedAt, now), person.updatedBy)],
            [names.keys, figure(person.keys)],
            ...(person.removedAt === null
              ? []
              : [[names.removed, moment(person.removedAt, now)] as const]),
          ]}
        />
      </section>
      {asking === 'rename' && userId !== null && (
        <RenameDialog userId={userId} name={person.name} onClose={close} />
      )}
      <RemoveEverywhereDialog opened={asking === 'remove'} person={person} onClose={close} />
      <BringBackDialog opened={asking === 'bring-back'} person={person} onClose={close} />
    </>
  );
}

/** Somebody beside the list, across all tenants. Escape closes it. */
export function PersonPane({
  person,
  onClose,
}: {
  readonly person: PersonRef;
  readonly onClose: () => void;
}) {
  const found = usePerson(person);
  useCloseOnEscape(onClose);
  const missing = found.error instanceof BridgeError && found.error.code === 'not-found';
  const leave = useEffectEvent(onClose);
  useEffect(() => {
    // The list may have become another server's; whoever is not in it has no pane.
    if (missing) leave();
  }, [missing]);
  const name = found.data?.name ?? '';
  const title = name === '' ? person.email : name;
  return (
    <aside className="detail" aria-label={text.detail(title)} aria-busy={found.isPending}>
      <div className="detail-head">
        <div className="detail-title">
          <h2 className="ellipsis" title={title}>
            {title}
          </h2>
          {name !== '' && <span className="muted ellipsis person-address">{person.email}</span>}
        </div>
        <CloseButton aria-label={text.close} onClick={onClose} />
      </div>
      <div className="detail-scroll">
        {found.error !== null && (
          <ErrorNote
            error={found.error}
            onRetry={() => {
              void found.refetch();
            }}
          />
        )}
        {found.data !== undefined && <Body person={found.data} />}
      </div>
    </aside>
  );
}
