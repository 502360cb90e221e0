import type { PersonDetail, PersonMembership } from '../../../shared/bridge/people-views.ts';
import { date } from '../../app/format/time.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';

const text = words.people;
const shown = 100;

function Item({ membership }: { readonly membership: PersonMembership }) {
  const { openTenant } = useNavigation();
  const { tenantName, role, furtherRoles, endedAt, lastOwner } = membership;
  return (
    <li className="person-place" data-ended={endedAt !== null}>
      <button
        type="button"
        className="link ellipsis"
        aria-label={text.openTenant(tenantName)}
        title={tenantName}
        onClick={() => {
          openTenant(membership.tenantId);
        }}
      >
        {tenantName}
      </button>
      <span className="spacer" />
      {lastOwner && (
        <span className="mark-badge" title={text.lastOwnerHint}>
          {text.lastOwner}
        </span>
      )}
      {furtherRoles.map((further) => (
        <span key={further} className="mark-badge">
          {further}
        </span>
      ))}
      <span className="person-role">
        {text.roles[role]}
        {endedAt !== null && ` ${text.ended(date(endedAt, new Date()))}`}
      </span>
    </li>
  );
}

/** In which tenants somebody is and was. */
export function PersonMemberships({ person }: { readonly person: PersonDetail }) {
  const { memberships } = person;
  return (
    <section>
      <h3>{text.memberships}</h3>
      {memberships.length === 0 ? (
        <p className="muted">{text.noMemberships}</p>
      ) : (
        <ul>
          {memberships.slice(0, shown).map((membership) => (
            <Item key={membership.tenantId} membership={membership} />
          ))}
        </ul>
      )}
      {memberships.length > shown && (
        <p className="muted">{text.moreMemberships(memberships.length - shown)}</p>
      )}
    </section>
  );
}
