import { Button, Loader } from '@mantine/core';
import { useIsMutating } from '@tanstack/react-query';
import { IconGitCompare, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useConnection, useSyncStatus } from '../../app/data/frame-queries.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { LeaseNote } from '../lease/lease-note.tsx';
import { PlanMenu } from './plan-menu.tsx';
import { PlanView } from './plan-view.tsx';
import { planMutations, useCurrentPlan, useMakePlan } from './use-plan.ts';
import './plan.css';

const text = words.plan;

/** The difference between the registry and the server: compare, read, apply. */
export function PlanSection({ waiting }: { readonly waiting: number }) {
  const { openDialog } = useNavigation();
  const connection = useConnection();
  const sync = useSyncStatus();
  const plan = useCurrentPlan();
  const make = useMakePlan();
  const comparing = useIsMutating({ mutationKey: planMutations.make }) > 0;
  const compare = () => {
    make.mutate('changed');
  };
  if (connection.data === undefined || plan.isPending) return <SectionHeader title={text.title} />;
  if (connection.data === null) {
    return (
      <>
        <SectionHeader title={text.title} />
        <EmptyState
          icon={IconPlugConnectedX}
          title={text.noServerTitle}
          text={
            waiting > 0
              ? `${words.frame.waitingToApply(waiting)}. ${text.noServerText}`
              : text.noServerText
          }
        >
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
  const current = plan.data ?? null;
  const offline = sync.data?.state === 'offline';
  return (
    <>
      <SectionHeader title={text.title}>
        {current !== null && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            disabled={current.running}
            loading={comparing}
            onClick={compare}
          >
            {text.compareAgain}
          </Button>
        )}
        <PlanMenu
          plan={current}
          comparing={comparing}
          onCompareAll={() => {
            make.mutate('all');
          }}
        />
      </SectionHeader>
      <div className="section-scroll">
        <div className="plan-notes">
          <LeaseNote />
          {offline && make.error === null && (current?.forecast ?? null) === null && (
            <Note tone="warn" title={text.offlineTitle}>
              <p>{text.offlineText}</p>
            </Note>
          )}
          {plan.error !== null && <ErrorNote error={plan.error} />}
          {make.error !== null && <ErrorNote error={make.error} onRetry={compare} />}
        </div>
        {current === null && comparing && (
          <div className="empty" role="status">
            <Loader size="sm" type="dots" aria-hidden />
            <h2>{text.comparing}</h2>
            <p>{text.comparingText}</p>
          </div>
        )}
        {current === null && !comparing && (
          <EmptyState
            icon={IconGitCompare}
            title={waiting > 0 ? words.frame.waitingToApply(waiting) : text.emptyTitle}
            text={text.emptyText}
          >
            <Button onClick={compare}>{text.compare}</Button>
          </EmptyState>
        )}
        {current !== null && (
          <PlanView
            key={current.id}
            plan={current}
            connection={connection.data}
            comparing={comparing}
            onCompare={compare}
          />
        )}
      </div>
    </>
  );
}
