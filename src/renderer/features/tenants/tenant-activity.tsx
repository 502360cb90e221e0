import { useQuery } from '@tanstack/react-query';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { fullMoment, shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { auditSentence } from '../activity/audit-sentence.ts';

/** The latest that happened to one tenant. */
export function TenantActivity({ tenant }: { readonly tenant: TenantDetail }) {
  const tenantId = tenant.id;
  const client = useClient();
  const entries = useQuery({
    queryKey: keys.auditPage(tenantId, 0),
    queryFn: () => client.audit.recent({ tenantId, offset: 0, limit: 10 }),
  });
  if (entries.error !== null) return <ErrorNote error={entries.error} />;
  if (entries.data?.rows.length === 0) return <p className="muted">{words.tenants.noActivity}</p>;
  return (
    <ul>
      {entries.data?.rows.map((entry) => (
        <li key={entry._id} className="detail-activity">
          <span>{auditSentence(entry)}</span>
          <span className="muted" title={fullMoment(entry.createdAt)}>
            {entry.actor} · {shortMoment(entry.createdAt, new Date())}
          </span>
        </li>
      ))}
    </ul>
  );
}
