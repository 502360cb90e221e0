import { Button } from '@mantine/core';
import { useIsMutating } from '@tanstack/react-query';
import { useState } from 'react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import type { LiveRun } from '../../app/data/plan-progress.ts';
import { figure } from '../../app/format/count.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { operationKinds } from './operation-kinds.ts';
import { ApplyProgress } from './apply-progress.tsx';
import { ApplyResult } from './apply-result.tsx';
import { planMutations, useApplyPlan } from './use-plan.ts';

const text = words.plan;

interface Props {
  readonly plan: PlanSummary;
  readonly run: LiveRun | null;
  readonly mayApply: boolean;
  readonly comparing: boolean;
  readonly onCompare: () => void;
  readonly onShowFailed: () => void;
}

/** What the plan comes to, and the one button that acts on it. */
export function PlanHead({ plan, run, mayApply, comparing, onCompare, onShowFailed }: Props) {
  const apply = useApplyPlan();
  const [asking, setAsking] = useState(false);
  const applying = useIsMutating({ mutationKey: planMutations.apply }) > 0;
  const running = plan.running || applying || run?.running === true;
  const fresh = plan.outcome === null && !running;
  const now = new Date();
  return (
    <div className="plan-head">
      <dl className="plan-counts">
        {operationKinds.map(({ kind, Icon }) => (
          <div key={kind} data-zero={plan.counts[kind] === 0}>
            <dt>
              <Icon size={15} stroke={1.6} aria-hidden />
              {text.kinds[kind]}
            </dt>
            <dd>{figure(plan.counts[kind])}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">
        {text.madeAt(moment(plan.madeAt, now), text.requests(plan.requests))} · {plan.serverName}
      </p>
      {plan.stale !== null && !running && plan.outcome === null && (
        <Note tone="warn" title={text.staleTitle} role="status">
          <p>
            {plan.stale}{' '}
            <button type="button" className="link" disabled={comparing} onClick={onCompare}>
              {text.compareAgain}
            </button>
          </p>
        </Note>
      )}
      {running && <ApplyProgress plan={plan} run={run} />}
      {!running && plan.outcome !== null && (
        <ApplyResult
          outcome={plan.outcome}
          comparing={comparing}
          onCompare={onCompare}
          onShowFailed={onShowFailed}
        />
      )}
      {fresh && apply.error !== null && <ErrorNote error={apply.error} />}
      {fresh && plan.stale === null && (
        <div className="actions">
          <Button
            disabled={!mayApply || comparing}
            onClick={() => {
              setAsking(true);
            }}
          >
            {text.apply(plan.operations)}
          </Button>
          <span className="muted">{mayApply ? text.lead : text.mayNotApply}</span>
        </div>
      )}
      <ConfirmDialog
        opened={asking}
        title={text.applyTitle}
        confirm={text.applyConfirm}
        onClose={() => {
          setAsking(false);
        }}
        onConfirm={() => {
          setAsking(false);
          apply.mutate(plan.id);
        }}
      >
        <p>{text.applyText(plan.operations, plan.serverName, text.tenants(plan.tenants.length))}</p>
      </ConfirmDialog>
    </div>
  );
}
