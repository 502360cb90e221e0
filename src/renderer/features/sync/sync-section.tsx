import { Button } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { SyncOverview } from '../../../shared/bridge/sync-views.ts';
import { useConnection, useSyncOverview, useSyncStatus } from '../../app/data/frame-queries.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { Choices } from '../../components/choices.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { DatabaseCard } from './database-card.tsx';
import { HistoryGraph } from './history-graph.tsx';
import { HistoryTable } from './history-table.tsx';
import { useSyncNow } from './use-sync-now.ts';
import '../plan/plan.css';
import './sync.css';

const text = words.sync;
const hour = 3_600_000;
const spans = { day: 24 * hour, week: 7 * 24 * hour } as const;

function History({ overview, to }: { readonly overview: SyncOverview; readonly to: number }) {
  const [range, setRange] = useState<'day' | 'week'>('day');
  const from = to - spans[range];
  return (
    <section className="database" aria-label={text.history}>
      <header className="database-head">
        <h2>{text.history}</h2>
        <span className="spacer" />
        <Choices
          label={text.historyRange}
          value={range}
          choices={(['day', 'week'] as const).map((value) => ({
            value,
            label: text.ranges[value],
          }))}
          onChange={setRange}
        />
      </header>
      {overview.history.length === 0 ? (
        <p className="muted">{text.historyNone}</p>
      ) : (
        <>
          <HistoryGraph
            history={overview.history}
            databases={overview.databases.map(({ database }) => database)}
            range={range}
            from={from}
            to={to}
          />
          <HistoryTable history={overview.history} from={from} now={new Date(to)} />
        </>
      )}
    </section>
  );
}

/** Every database that replicates: where it stands, and where it stood. */
export function SyncSection() {
  const { openDialog } = useNavigation();
  const connection = useConnection();
  const overview = useSyncOverview();
  const registry = useSyncStatus().data;
  const now = useSyncNow();
  if (connection.data === undefined) return <SectionHeader title={text.title} />;
  if (connection.data === null) {
    return (
      <>
        <SectionHeader title={text.title} />
        <EmptyState icon={IconPlugConnectedX} title={text.noServerTitle} text={text.noServerText}>
          <Button
            onClick={() => {
              openDialog('connect');
            }}
          >
            {words.frame.connect}
          </Button>
        </EmptyState>
      </>
    );
  }
  // The overview is asked for a few times a second at most; the registry's status is told at once.
  const databases = overview.data?.databases.map((status) =>
    status.database === registry?.database ? registry : status,
  );
  const at = new Date();
  return (
    <>
      <SectionHeader title={text.title} aside={connection.data.url}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={now.isPending}
          onClick={() => {
            now.mutate();
          }}
        >
          {text.now}
        </Button>
      </SectionHeader>
      <div className="section-scroll">
        <div className="sync-page">
          {now.error !== null && (
            <ErrorNote
              error={now.error}
              onRetry={() => {
                now.mutate();
              }}
            />
          )}
          {overview.error !== null && (
            <ErrorNote
              error={overview.error}
              onRetry={() => {
                void overview.refetch();
              }}
            />
          )}
          {overview.data === undefined && overview.error === null && (
            <p className="muted" role="status">
              {words.frame.loading}
            </p>
          )}
          <div className="databases">
            {databases?.map((status) => (
              <DatabaseCard key={status.database} status={status} now={at} />
            ))}
          </div>
          {overview.data !== undefined && <History overview={overview.data} to={at.getTime()} />}
        </div>
      </div>
    </>
  );
}
