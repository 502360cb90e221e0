import type { PlanPage } from '../../../shared/bridge/plan-views.ts';
import type { Operation } from '../../../shared/planning/plan.ts';
import type { LiveRun } from '../../app/data/plan-progress.ts';
import { OperationRow } from './operation-row.tsx';

/** What is ticked, and how to change that; null where the plan can no longer be applied. */
export interface Ticking {
  readonly selected: ReadonlyMap<string, string>;
  readonly onTick: (operation: Operation) => void;
}

interface Props {
  readonly planId: string;
  readonly rows: PlanPage['rows'];
  readonly run: LiveRun | null;
  readonly ticking: Ticking | null;
}

/** Operations as rows, for inside a list. */
export function OperationRows({ planId, rows, run, ticking }: Props) {
  return rows.map(({ operation, outcome }) => (
    <OperationRow
      key={operation.id}
      planId={planId}
      operation={operation}
      outcome={outcome}
      live={run?.outcomes.get(operation.id)}
      ticked={ticking?.selected.has(operation.id)}
      onTick={ticking?.onTick}
    />
  ));
}
