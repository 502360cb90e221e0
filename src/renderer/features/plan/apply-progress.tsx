import { Button, Progress } from '@mantine/core';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import type { LiveRun } from '../../app/data/plan-progress.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useCancelApply } from './use-plan.ts';

const text = words.plan;

interface Props {
  readonly plan: PlanSummary;
  readonly run: LiveRun | null;
}

/** How far applying is, and the way to stop it. */
export function ApplyProgress({ plan, run }: Props) {
  const cancel = useCancelApply();
  const total = run?.total ?? plan.operations;
  const done = run === null ? 0 : run.done + run.failed + run.skipped;
  const share = total === 0 ? 100 : (100 * done) / total;
  const failed = run?.failed ?? 0;
  return (
    <div className="apply-progress">
      <div className="apply-line">
        <strong>{text.applying}</strong>
        <span>{text.progress(done, total)}</span>
        {failed > 0 && <span className="bad">{text.failedSoFar(failed)}</span>}
        <span className="spacer" />
        <Button
          size="xs"
          variant="default"
          disabled={cancel.isPending || cancel.isSuccess}
          onClick={() => {
            cancel.mutate(plan.id);
          }}
        >
          {cancel.isSuccess ? text.cancelling : text.cancel}
        </Button>
      </div>
      <Progress.Root size={6}>
        <Progress.Section
          value={share}
          aria-label={text.applying}
          {...(failed > 0 ? { color: 'red' } : {})}
        />
      </Progress.Root>
      {cancel.error !== null && <ErrorNote error={cancel.error} />}
    </div>
  );
}
