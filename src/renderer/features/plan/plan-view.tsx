import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { count } from '../../app/format/count.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { Choices } from '../../components/choices.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FlatOperations } from './flat-operations.tsx';
import { PlanHead } from './plan-head.tsx';
import { PlanRemarks } from './plan-remarks.tsx';
import { TenantOperations } from './tenant-operations.tsx';
import { useLiveRun, type OutcomeFilter } from './use-plan.ts';

const text = words.plan;

interface Props {
  readonly plan: PlanSummary;
  readonly mayApply: boolean;
  readonly comparing: boolean;
  readonly onCompare: () => void;
}

/** One plan: what it comes to, what is refused, and every operation. */
export function PlanView({ plan, mayApply, comparing, onCompare }: Props) {
  const run = useLiveRun(plan.id);
  const [filter, setFilter] = useState<OutcomeFilter>('all');
  const at = moment(plan.madeAt, new Date());
  if (plan.operations === 0) {
    const clean = plan.refusals.length === 0;
    return (
      <>
        <EmptyState
          icon={IconCircleCheck}
          title={clean ? text.matchTitle : text.matchExcept}
          text={clean ? text.matchText(at) : text.matchExceptText(at)}
        />
        <PlanRemarks plan={plan} />
      </>
    );
  }
  const applied = plan.outcome !== null || run !== null;
  const failed = plan.outcome?.failed ?? run?.failed ?? 0;
  return (
    <>
      <PlanHead
        plan={plan}
        run={run}
        mayApply={mayApply}
        comparing={comparing}
        onCompare={onCompare}
        onShowFailed={() => {
          setFilter('failed');
        }}
      />
      <PlanRemarks plan={plan} />
      <div className="plan-list-head">
        <h2>{text.list}</h2>
        <span className="muted">{count(plan.tenants.length, 'tenant', 'tenants')}</span>
        <span className="spacer" />
        {applied && (
          <Choices
            label={text.filterLabel}
            value={filter}
            choices={[
              { value: 'all', label: text.filters.all, count: plan.operations },
              { value: 'failed', label: text.filters.failed, count: failed },
              { value: 'open', label: text.filters.open },
            ]}
            onChange={setFilter}
          />
        )}
      </div>
      {filter === 'all' ? (
        <TenantOperations plan={plan} />
      ) : (
        <FlatOperations planId={plan.id} outcome={filter} run={run} />
      )}
    </>
  );
}
