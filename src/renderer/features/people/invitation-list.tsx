import { useState } from 'react';
import type { InvitationView, MadeInvitation } from '../../../shared/bridge/people-views.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { MadeLinks } from './made-links.tsx';
import { usePeopleChange } from './use-people.ts';

const text = words.people;
const shown = 50;

interface ItemProps {
  readonly invitation: InvitationView;
  /** Of one person, so that the tenant is what tells them apart. */
  readonly across: boolean;
  readonly onMade: (made: MadeInvitation) => void;
}

function Item({ invitation, across, onMade }: ItemProps) {
  const { tenantId, invitationId, email, tenantName, state, role, expiresAt } = invitation;
  const ref = { tenantId, invitationId };
  const resend = usePeopleChange(({ invitations }, wanted: typeof ref) =>
    invitations.resend(wanted),
  );
  const revoke = usePeopleChange(({ invitations }, wanted: typeof ref) =>
    invitations.revoke(wanted),
  );
  const open = state === 'pending' || state === 'expired' || state === 'declined';
  const error = resend.error ?? revoke.error;
  return (
    <li className="member">
      <div className="member-line">
        <div className="member-who">
          <span className="ellipsis" title={across ? tenantName : email}>
            {across ? tenantName : email}
          </span>
          <span className="muted ellipsis">
            {text.roles[role]}
            {state === 'pending' && `, ${text.expires(moment(expiresAt, new Date()))}`}
          </span>
        </div>
        <span className={`badge badge-invitation-${state}`}>{text.states[state]}</span>
        {open && (
          <>
            <button
              type="button"
              className="link"
              aria-label={text.resendOf(email)}
              disabled={resend.isPending}
              onClick={() => {
                resend.mutate(ref, { onSuccess: onMade });
              }}
            >
              {text.resend}
            </button>
            <button
              type="button"
              className="link"
              aria-label={text.revokeOf(email)}
              disabled={revoke.isPending}
              onClick={() => {
                revoke.mutate(ref);
              }}
            >
              {text.revoke}
            </button>
          </>
        )}
      </div>
      {error !== null && <ErrorNote error={error} />}
    </li>
  );
}

interface Props {
  readonly invitations: readonly InvitationView[];
  readonly total: number;
  readonly across?: boolean;
}

/** Invitations with their state; one that can still be answered can be sent anew or revoked. */
export function InvitationList({ invitations, total, across = false }: Props) {
  const [made, setMade] = useState<MadeInvitation | null>(null);
  return (
    <section aria-label={text.invitations}>
      <h3>{text.invitations}</h3>
      {invitations.length === 0 && <p className="muted">{text.noInvitations}</p>}
      <ul>
        {invitations.slice(0, shown).map((invitation) => (
          <Item
            key={invitation.invitationId}
            invitation={invitation}
            across={across}
            onMade={setMade}
          />
        ))}
      </ul>
      {total > shown && <p className="muted">{text.moreInvitations(total - shown)}</p>}
      {made !== null && (
        <MadeLinks
          made={[made]}
          onClose={() => {
            setMade(null);
          }}
        />
      )}
    </section>
  );
}
