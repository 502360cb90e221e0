import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../../app/data/keys.ts';
import { initialFilter, type TenantFilter } from '../../app/data/tenant-filter.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, shortMoment } from '../../app/format/time.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { auditSentence } from '../activity/audit-sentence.ts';
import { everything, type EntrySearch } from '../activity/entry-search.ts';
import { UsageGraph, UsageTable } from '../keys/usage-graph.tsx';
import '../keys/keys.css';
import { Attention } from './attention.tsx';
import { OverviewCard, OverviewPart } from './overview-card.tsx';
import './overview.css';
import {
  useKeyExchanges,
  useKeyFigures,
  useLastActivities,
  usePeopleFigures,
  useTenantFigures,
} from './use-overview.ts';

const text = words.overview;
const lastActivities = 10;

/** The last things that happened; each leads to its tenant, where it has one. */
function Recent() {
  const { openTenant } = useNavigation();
  const rows = useLastActivities(lastActivities);
  if (rows.error !== null) return <ErrorNote error={rows.error} />;
  if (rows.data?.length === 0) return <p className="muted">{text.noActivity}</p>;
  const now = new Date();
  return (
    <ul className="overview-list">
      {rows.data?.map((entry) => {
        const { tenant_id: tenantId } = entry;
        const line = (
          <>
            <span className="ellipsis">
              {auditSentence(entry)}
              {entry.outcome === 'failed' && (
                <span className="bad"> · {words.activity.failed}</span>
              )}
            </span>
            <span className="spacer" />
            <span className="muted ellipsis">{entry.actor}</span>
            <time
              className="overview-when muted"
              dateTime={entry.createdAt}
              title={fullMoment(entry.createdAt)}
            >
              {shortMoment(entry.createdAt, now)}
            </time>
          </>
        );
        return (
          <li key={entry._id}>
            {tenantId === null ? (
              <span className="overview-line">{line}</span>
            ) : (
              <button
                type="button"
                className="overview-line"
                onClick={() => {
                  openTenant(tenantId);
                }}
              >
                {line}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** How often keys are exchanged, and whose they are. */
function Exchanges() {
  const { openTenant } = useNavigation();
  const usage = useKeyExchanges();
  if (usage.error !== null) return <ErrorNote error={usage.error} />;
  if (usage.data === undefined) return null;
  const { days, total, top } = usage.data;
  if (total === 0) return <p className="muted">{text.noUsage}</p>;
  const most = Math.max(...days.map(({ count }) => count));
  return (
    <>
      <UsageGraph days={days} total={total} most={most} />
      <UsageTable days={days} />
      <h3>{text.mostUsed}</h3>
      <ul className="overview-list">
        {top.slice(0, 5).map(({ id, title, count }) => (
          <li key={id}>
            <button
              type="button"
              className="overview-line"
              onClick={() => {
                openTenant(id);
              }}
            >
              <span className="ellipsis">{title}</span>
              <span className="spacer" />
              <span className="number">{figure(count)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface Props {
  readonly onTenants: (filter: TenantFilter) => void;
}

/** Where one begins: how many there are of everything, what needs somebody, and what happened last. */
export function OverviewSection({ onTenants }: Props) {
  const { go } = useNavigation();
  const queries = useQueryClient();
  const tenants = useTenantFigures();
  const people = usePeopleFigures();
  const apiKeys = useKeyFigures();
  const failed = [tenants, people, apiKeys].find(({ error }) => error !== null);
  const states = tenants.data?.states;
  const showTenants = (filter: TenantFilter) => {
    onTenants(filter);
    go('tenants');
  };
  return (
    <>
      <SectionHeader title={text.title} />
      <div className="section-scroll overview">
        {failed !== undefined && (
          <ErrorNote
            error={failed.error}
            onRetry={() => {
              void failed.refetch();
            }}
          />
        )}
        <div className="overview-cards">
          <OverviewCard
            title={text.tenants}
            total={states === undefined ? undefined : states.active + states.suspended}
            parts={
              states === undefined
                ? []
                : [
                    { label: text.states.active, count: states.active },
                    { label: text.states.suspended, count: states.suspended },
                    { label: text.states.archived, count: states.archived },
                    { label: text.states.deleted, count: states.deleted },
                  ]
            }
            onOpen={() => {
              showTenants(initialFilter);
            }}
          />
          <OverviewCard
            title={text.people}
            total={people.data?.all}
            parts={
              people.data === undefined
                ? []
                : [
                    { label: text.signedIn, count: people.data.active },
                    { label: text.invited, count: people.data.invited },
                    { label: text.withoutTenant, count: people.data['without-tenant'] },
                  ]
            }
            onOpen={() => {
              go('people');
            }}
          />
          <OverviewCard
            title={text.keys}
            total={apiKeys.data?.active}
            parts={
              apiKeys.data === undefined
                ? []
                : [
                    { label: text.keyParts.stale, count: apiKeys.data.stale },
                    { label: text.keyParts.expiring, count: apiKeys.data.expiring },
                    { label: text.keyParts.replaced, count: apiKeys.data.replaced },
                    { label: text.keyParts.revoked, count: apiKeys.data.revoked },
                  ]
            }
            onOpen={() => {
              go('apiKeys');
            }}
          />
        </div>
        <div className="overview-columns">
          <div>
            <OverviewPart title={text.attention}>
              <Attention
                onTenants={showTenants}
                onFailures={() => {
                  const search: EntrySearch = { ...everything, failedOnly: true, time: 'week' };
                  queries.setQueryDefaults(keys.entrySearch, { gcTime: Infinity });
                  queries.setQueryData<EntrySearch>(keys.entrySearch, search);
                  go('activity');
                }}
              />
            </OverviewPart>
            <OverviewPart title={text.usage}>
              <Exchanges />
            </OverviewPart>
          </div>
          <OverviewPart
            title={text.recent}
            aside={
              <button
                type="button"
                className="link"
                onClick={() => {
                  go('activity');
                }}
              >
                {text.allActivity}
              </button>
            }
          >
            <Recent />
          </OverviewPart>
        </div>
      </div>
    </>
  );
}
