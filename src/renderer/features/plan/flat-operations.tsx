import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keys } from '../../app/data/keys.ts';
import type { LiveRun } from '../../app/data/plan-progress.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { OperationRows, type Ticking } from './operation-list.tsx';
import { useOperations, type Narrowed } from './use-plan.ts';

interface Props {
  readonly planId: string;
  readonly narrowed: Narrowed;
  readonly run: LiveRun | null;
  readonly ticking: Ticking | null;
}

/** Operations of a filter across all tenants, each with its tenant's key in its name. */
export function FlatOperations({ planId, narrowed, run, ticking }: Props) {
  const queries = useQueryClient();
  const operations = useOperations(planId, null, narrowed);
  const failed = run?.failed ?? 0;
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: keys.planOperations(planId, null) });
  }, [queries, planId, failed]);
  if (operations.error !== null) return <ErrorNote error={operations.error} />;
  if (operations.data === undefined)
    return <p className="plan-none muted">{words.frame.loading}</p>;
  const { rows, total } = operations.data;
  if (rows.length === 0) return <p className="plan-none muted">{words.plan.noneInFilter}</p>;
  return (
    <ul className="operations" aria-label={words.plan.list}>
      <OperationRows planId={planId} rows={rows} run={run} ticking={ticking} />
      {total > rows.length && (
        <li className="plan-none muted">{words.plan.more(total - rows.length)}</li>
      )}
    </ul>
  );
}
