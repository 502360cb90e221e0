import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keys } from '../../app/data/keys.ts';
import type { LiveRun } from '../../app/data/plan-progress.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { OperationRow } from './operation-row.tsx';
import { useOperations, type OutcomeFilter } from './use-plan.ts';

interface Props {
  readonly planId: string;
  readonly outcome: OutcomeFilter;
  readonly run: LiveRun | null;
}

/** Operations of one outcome across all tenants, each with its tenant's key in its name. */
export function FlatOperations({ planId, outcome, run }: Props) {
  const queries = useQueryClient();
  const operations = useOperations(planId, null, outcome);
  const failed = run?.failed ?? 0;
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: keys.planOperations(planId, null, outcome) });
  }, [queries, planId, outcome, failed]);
  if (operations.error !== null) return <ErrorNote error={operations.error} />;
  if (operations.data === undefined)
    return <p className="plan-none muted">{words.frame.loading}</p>;
  const { rows, total } = operations.data;
  if (rows.length === 0) return <p className="plan-none muted">{words.plan.noneInFilter}</p>;
  return (
    <ul className="operations" aria-label={words.plan.list}>
      {rows.map((row) => (
        <OperationRow
          key={row.operation.id}
          operation={row.operation}
          outcome={row.outcome}
          live={run?.outcomes.get(row.operation.id)}
        />
      ))}
      {total > rows.length && (
        <li className="plan-none muted">{words.plan.more(total - rows.length)}</li>
      )}
    </ul>
  );
}
