import { useCallback, useMemo, useState } from 'react';
import type { ConnectionInfo } from '../../../shared/bridge/views.ts';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import type { Operation } from '../../../shared/planning/plan.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { useApplyWaits } from '../away/use-away.ts';
import { FlatOperations } from './flat-operations.tsx';
import { NothingToApply } from './nothing-to-apply.tsx';
import { toggled } from './plan-choice.ts';
import { PlanHead } from './plan-head.tsx';
import { PlanListHead } from './plan-list-head.tsx';
import { PlanRemarks } from './plan-remarks.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { TenantOperations } from './tenant-operations.tsx';
import {
  everyOperation,
  useApplying,
  useApplyPlan,
  useLiveRun,
  type OutcomeFilter,
} from './use-plan.ts';
import { usePlanChoice } from './use-plan-choice.ts';

interface Props {
  readonly plan: PlanSummary;
  readonly connection: ConnectionInfo;
  readonly comparing: boolean;
  readonly onCompare: () => void;
}

/** One plan: what it comes to, what is refused, and every operation. */
export function PlanView({ plan, connection, comparing, onCompare }: Props) {
  const client = useClient();
  const run = useLiveRun(plan.id);
  const applying = useApplying();
  const apply = useApplyPlan();
  const waits = useApplyWaits();
  const [outcome, setOutcome] = useState<OutcomeFilter>('all');
  const [choice, choose] = usePlanChoice(plan.id);
  const { cause, search, selected } = choice;
  const running = plan.running || applying || run?.running === true;
  const applicable =
    connection.mayApply &&
    plan.forecast === null &&
    !waits &&
    !connection.readOnly &&
    plan.purpose === 'provision' &&
    plan.outcome === null &&
    plan.stale === null &&
    !running;
  const tick = useCallback(
    (operations: ReadonlyMap<string, string>) => {
      choose((before) => ({ ...before, selected: toggled(before.selected, operations) }));
    },
    [choose],
  );
  const onTick = useCallback(
    ({ id, tenantId }: Operation) => {
      tick(new Map([[id, tenantId]]));
    },
    [tick],
  );
  const ticking = useMemo(
    () => (applicable ? { selected, onTick } : null),
    [applicable, selected, onTick],
  );
  const tickAll = useCallback(
    (tenantId: string | null, sought: string) => {
      const asked = { planId: plan.id, tenantId, outcome: 'all' as const, cause, search: sought };
      // A plan that is gone has nothing to tick; the screen is about to show the one in its place.
      void everyOperation(client.plan, asked).then(tick, () => undefined);
    },
    [client, plan.id, cause, tick],
  );
  const onTickTenant = useCallback(
    (tenantId: string) => {
      tickAll(tenantId, '');
    },
    [tickAll],
  );
  if (plan.operations === 0) {
    return (
      <>
        <NothingToApply plan={plan} comparing={comparing} onCompare={onCompare} />
        <PlanRemarks plan={plan} />
      </>
    );
  }
  return (
    <>
      <PlanHead
        plan={plan}
        run={run}
        running={running}
        refusal={apply.error}
        connection={connection}
        comparing={comparing}
        onApply={apply.mutate}
        onCompare={onCompare}
        onShowFailed={() => {
          setOutcome('failed');
        }}
      />
      <PlanRemarks plan={plan} />
      <PlanListHead
        plan={plan}
        failed={run?.failed ?? plan.outcome?.failed ?? 0}
        applied={plan.outcome !== null || run !== null}
        outcome={outcome}
        choice={choice}
        onOutcome={setOutcome}
        onChoose={choose}
        onTickAll={
          ticking === null
            ? null
            : () => {
                tickAll(null, search);
              }
        }
      />
      {outcome === 'all' && search.trim() === '' ? (
        <TenantOperations plan={plan} cause={cause} ticking={ticking} onTickTenant={onTickTenant} />
      ) : (
        <FlatOperations
          planId={plan.id}
          narrowed={{ outcome, cause, search: search.trim() }}
          run={run}
          ticking={ticking}
        />
      )}
      {ticking !== null && selected.size > 0 && (
        <SelectionBar
          plan={plan}
          selected={selected}
          onApply={apply.mutate}
          onClear={() => {
            choose((before) => ({ ...before, selected: new Map() }));
          }}
        />
      )}
    </>
  );
}
