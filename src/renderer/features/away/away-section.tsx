import { Button } from '@mantine/core';
import { IconPlaneArrival } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CatchUp } from '../../../shared/bridge/catch-up-views.ts';
import { useCatchUp } from '../../app/data/frame-queries.ts';
import { figure } from '../../app/format/count.ts';
import { moment } from '../../app/format/time.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { sidesOf, onBothSides } from './away-sides.ts';
import { ChangeList } from './change-list.tsx';
import { ServerList } from './server-list.tsx';
import { useAcknowledge } from './use-away.ts';
import '../conflicts/conflicts.css';
import '../plan/plan.css';
import './away.css';

const text = words.away;

interface ColumnProps {
  readonly title: string;
  readonly total: number;
  /** Said where there is nothing. */
  readonly none: string;
  readonly aside?: string | undefined;
  readonly children: ReactNode;
}

function Column({ title, total, none, aside, children }: ColumnProps) {
  return (
    <section className="away-column" aria-label={title}>
      <header>
        <h2>
          {title} <span className="muted">{figure(total)}</span>
        </h2>
        {aside !== undefined && <span className="muted">{aside}</span>}
      </header>
      {total === 0 ? <p className="away-none muted">{none}</p> : children}
    </section>
  );
}

function Sides({ current }: { readonly current: CatchUp }) {
  const sides = sidesOf(current);
  const both = onBothSides(current);
  const { serverLookedAt } = current;
  return (
    <div className="away-columns">
      <Column title={text.mine} total={sides.mine} none={text.mineNone}>
        <ChangeList label={text.mine} rows={current.mine} both={both} more={current.more.mine} />
      </Column>
      <Column title={text.theirs} total={sides.theirs} none={text.theirsNone}>
        <ChangeList
          label={text.theirs}
          rows={current.theirs}
          both={both}
          more={current.more.theirs}
        />
      </Column>
      <Column
        title={text.server}
        total={sides.server}
        none={serverLookedAt === null ? text.serverNotLooked : text.serverNone}
        aside={
          serverLookedAt === null
            ? undefined
            : text.serverLooked(moment(serverLookedAt, new Date()))
        }
      >
        <ServerList server={current.server} />
      </Column>
    </div>
  );
}

/** What this device, the others and the server did while it was away, beside each other. */
export function AwaySection() {
  const { go } = useNavigation();
  const state = useCatchUp();
  const acknowledge = useAcknowledge();
  const current = state.data?.current ?? null;
  return (
    <>
      <SectionHeader
        title={text.title}
        aside={current === null ? undefined : text.since(moment(current.since, new Date()))}
      />
      {state.error !== null && (
        <div className="plan-notes">
          <ErrorNote
            error={state.error}
            onRetry={() => {
              void state.refetch();
            }}
          />
        </div>
      )}
      {state.data !== undefined && current === null && (
        <EmptyState
          icon={IconPlaneArrival}
          title={acknowledge.isSuccess ? text.acknowledged : text.noneTitle}
          text={text.noneText}
        >
          <Button
            variant="default"
            onClick={() => {
              go('plan');
            }}
          >
            {text.toPlan}
          </Button>
        </EmptyState>
      )}
      {current !== null && (
        <>
          <p className="away-lead muted">{text.lead}</p>
          {current.conflicts > 0 && (
            <p className="away-lead">
              <strong>{text.conflicts(current.conflicts)}.</strong>{' '}
              <span className="muted">{text.conflictsText}</span>{' '}
              <button
                type="button"
                className="link"
                onClick={() => {
                  go('conflicts');
                }}
              >
                {text.conflictsAction}
              </button>
            </p>
          )}
          <Sides current={current} />
          <div className="selection-bar" role="region" aria-label={text.title}>
            {acknowledge.error !== null && <ErrorNote error={acknowledge.error} />}
            <span className="muted">
              {state.data?.askBeforeApplying === true ? text.waits : text.waitsNot}
            </span>
            <span className="spacer" />
            <Button
              size="xs"
              loading={acknowledge.isPending}
              onClick={() => {
                acknowledge.mutate(current.since);
              }}
            >
              {text.acknowledge}
            </Button>
          </div>
        </>
      )}
    </>
  );
}
