import { Button, Loader } from '@mantine/core';
import { IconEye, IconPlugConnectedX } from '@tabler/icons-react';
import { useConnection, useDrift } from '../../app/data/frame-queries.ts';
import { moment } from '../../app/format/time.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { DriftBody } from './drift-body.tsx';
import { useSweep } from './use-drift-actions.ts';
import '../plan/plan.css';
import './drift.css';

const text = words.drift;

/** What was changed on the server by hand: seen, corrected or adopted. */
export function DriftSection() {
  const { openDialog } = useNavigation();
  const connection = useConnection();
  const drift = useDrift();
  const sweep = useSweep();
  const look = () => {
    sweep.mutate();
  };
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
  const report = drift.data;
  const looking = sweep.isPending || report?.sweeping === true;
  return (
    <>
      <SectionHeader
        title={text.title}
        aside={
          report === undefined || report.sweptAt === null ? undefined : (
            <span data-testid="drift-look">
              {text.lookedAt(moment(report.sweptAt, new Date()))} ·{' '}
              {text.cost(report.databases, report.milliseconds, report.requests)}
            </span>
          )
        }
      >
        <Button
          size="xs"
          variant="default"
          leftSection={<IconEye size={14} aria-hidden />}
          loading={looking}
          onClick={look}
        >
          {text.lookNow}
        </Button>
      </SectionHeader>
      <div className="section-scroll">
        {drift.error !== null && (
          <div className="plan-notes">
            <ErrorNote error={drift.error} />
          </div>
        )}
        {sweep.error !== null && (
          <div className="plan-notes">
            <ErrorNote error={sweep.error} onRetry={look} />
          </div>
        )}
        {report?.sweptAt === null && report.problem === null && looking && (
          <div className="empty" role="status">
            <Loader size="sm" type="dots" aria-hidden />
            <h2>{text.looking}</h2>
            <p>{text.lookingText}</p>
          </div>
        )}
        {report?.sweptAt === null && report.problem === null && !looking && (
          <EmptyState icon={IconEye} title={text.neverTitle} text={text.neverText}>
            <Button onClick={look}>{text.lookNow}</Button>
          </EmptyState>
        )}
        {report !== undefined && (report.sweptAt !== null || report.problem !== null) && (
          <DriftBody report={report} />
        )}
      </div>
    </>
  );
}
