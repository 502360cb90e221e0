import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DriftRow } from '../../../shared/bridge/drift-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { OperationRequestView } from '../plan/operation-request-view.tsx';
import { operationWords } from '../plan/operation-words.ts';
import { useCurrentPlan, useMakePlan } from '../plan/use-plan.ts';

const text = words.drift;

/** What is on the server and what correcting would write, taken from the current plan. */
export function FindingSides({ finding }: { readonly finding: DriftRow }) {
  const client = useClient();
  const plan = useCurrentPlan().data ?? null;
  const make = useMakePlan();
  const known =
    plan?.stale === null && plan.outcome === null && plan.drift.some(({ id }) => id === finding.id);
  const operations = useQuery({
    queryKey: keys.planOperations(plan?.id ?? '', finding.tenantId, 'sides', finding.id),
    queryFn: async () => {
      if (plan === null) return [];
      const { rows } = await client.plan.operations({
        planId: plan.id,
        tenantId: finding.tenantId,
        outcome: 'all',
        cause: 'drift',
        offset: 0,
        limit: 500,
      });
      return rows.filter(({ operation }) => finding.corrections.includes(operation.id));
    },
    enabled: known,
  });
  if (!known) {
    return (
      <div className="finding-ask">
        <Button
          size="compact-xs"
          variant="default"
          loading={make.isPending}
          onClick={() => {
            make.mutate('changed');
          }}
        >
          {text.readSides}
        </Button>
        <span className="muted">{text.sidesHint}</span>
        {make.error !== null && <ErrorNote error={make.error} />}
      </div>
    );
  }
  if (operations.error !== null) return <ErrorNote error={operations.error} />;
  if (operations.data?.length === 0) return <p className="muted">{text.sidesNone}</p>;
  return (
    <ul aria-label={text.sides}>
      {operations.data?.map(({ operation }) => {
        const { does, subject } = operationWords(operation);
        return (
          <li key={operation.id} className="finding-side">
            <p>
              {does} <span className="mono">{subject}</span>
            </p>
            <OperationRequestView planId={plan.id} operation={operation} />
          </li>
        );
      })}
    </ul>
  );
}
