import { useQuery } from '@tanstack/react-query';
import type { TenantDatabaseSeen } from '../../../shared/bridge/tenant-views.ts';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { figure } from '../../app/format/count.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Facts } from '../../components/facts.tsx';
import { MiddleEllipsis } from '../../components/middle-ellipsis.tsx';

const text = words.tenants.onServer;

/** What this device last saw of a tenant on its server; works without the server. */
export function TenantOnServer({ tenant }: { readonly tenant: TenantDetail }) {
  const client = useClient();
  const seen = useQuery({
    queryKey: keys.tenantOnServer(tenant.id),
    queryFn: () => client.tenants.onServer({ id: tenant.id }),
    // A look at the server tells of itself only where it changes something here.
    staleTime: 0,
  });
  if (seen.error !== null) return <ErrorNote error={seen.error} />;
  if (seen.data === undefined) return null;
  const { asOf, appliedSince, databases, accounts } = seen.data;
  if (asOf === null) return <p className="muted">{text.never}</p>;
  return (
    <>
      <p className="muted">
        {text.asOf(moment(asOf, new Date()))}
        {appliedSince && ` ${text.appliedSince}`}
      </p>
      {databases.map((database) => (
        <section key={database.name}>
          <h3 className="detail-line">
            <MiddleEllipsis text={database.name} />
            <CopyButton text={database.name} what={database.name} />
          </h3>
          <DatabaseSeen seen={database.seen} generation={tenant.generation} />
        </section>
      ))}
      {accounts.length > 0 && (
        <section>
          <h3>{words.tenants.accounts}</h3>
          <ul>
            {accounts.map(({ username, roles, credential }) => (
              <li key={username} className="account">
                <span className="mono ellipsis">{username}</span>
                <p className="muted">
                  {roles === null ? text.absentAccount : text.roles(roles.length)}
                  {credential !== null && ` ${text.credential[credential]}`}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function DatabaseSeen({
  seen,
  generation,
}: {
  readonly seen: TenantDatabaseSeen['seen'];
  readonly generation: number;
}) {
  if (seen === null) return <p className="muted">{text.absent}</p>;
  const there = seen.generation;
  return (
    <Facts
      facts={[
        [text.documents, text.documentsValue(seen.documents, seen.deleted)],
        [text.sequence, figure(Number(seen.sequence) || 0)],
        [
          text.security,
          <span key="security">
            {seen.security.map((line) => (
              <span key={line} className="security-line">
                {line}
              </span>
            ))}
          </span>,
        ],
        [
          text.generation,
          there === null
            ? text.noMarker
            : there === generation
              ? text.sameGeneration(there)
              : text.otherGeneration(there, generation),
        ],
        [
          text.designs,
          seen.designs.length === 0
            ? words.tenants.factNames.none
            : seen.designs
                .map(({ id, version }) => (version === null ? id : text.design(id, version)))
                .join(', '),
        ],
      ]}
    />
  );
}
