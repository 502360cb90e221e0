import { Button } from '@mantine/core';
import { IconCircleCheck, IconClockQuestion } from '@tabler/icons-react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';

const text = words.plan;

interface Props {
  readonly plan: PlanSummary;
  readonly comparing: boolean;
  readonly onCompare: () => void;
}

/** A plan without operations, and how far one may rely on that. */
export function NothingToApply({ plan, comparing, onCompare }: Props) {
  const now = new Date();
  if (plan.forecast !== null) {
    const title = text.forecastTitle(moment(plan.forecast.asOf, now));
    const said =
      plan.forecast.unknown.length > 0 ? text.forecastNothingKnown : text.forecastNothing;
    return <EmptyState icon={IconClockQuestion} title={title} text={said} />;
  }
  if (plan.stale !== null) {
    return (
      <EmptyState icon={IconClockQuestion} title={text.staleTitle} text={plan.stale}>
        <Button loading={comparing} onClick={onCompare}>
          {text.compare}
        </Button>
      </EmptyState>
    );
  }
  const at = moment(plan.madeAt, now);
  const clean = plan.refusals.length === 0;
  return (
    <EmptyState
      icon={IconCircleCheck}
      title={clean ? text.matchTitle : text.matchExcept}
      text={clean ? text.matchText(at) : text.matchExceptText(at)}
    />
  );
}
