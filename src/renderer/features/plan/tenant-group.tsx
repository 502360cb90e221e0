import { IconChevronRight } from '@tabler/icons-react';
import type { PlanSummary } from '../../../shared/bridge/views.ts';
import type { LiveRun } from '../../app/data/plan-progress.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { OperationRow } from './operation-row.tsx';
import { useOperations } from './use-plan.ts';

const text = words.plan;

interface Props {
  readonly planId: string;
  readonly tenant: PlanSummary['tenants'][number];
  readonly run: LiveRun | null;
  readonly opened: boolean;
  readonly onToggle: () => void;
}

function GroupOperations({ planId, tenant, run }: Pick<Props, 'planId' | 'tenant' | 'run'>) {
  const operations = useOperations(planId, tenant.id, 'all');
  if (operations.error !== null) return <ErrorNote error={operations.error} />;
  if (operations.data === undefined)
    return <p className="plan-none muted">{words.frame.loading}</p>;
  return (
    <ul className="operations">
      {operations.data.rows.map((row) => (
        <OperationRow
          key={row.operation.id}
          operation={row.operation}
          outcome={row.outcome}
          run={run}
        />
      ))}
    </ul>
  );
}

/** One tenant of the plan, with its operations when opened. */
export function TenantGroup({ planId, tenant, run, opened, onToggle }: Props) {
  return (
    <>
      <button
        type="button"
        className="plan-tenant-line"
        aria-expanded={opened}
        aria-label={text.toggle(tenant.name, tenant.operations)}
        onClick={onToggle}
      >
        <IconChevronRight className="chevron" size={14} aria-hidden />
        <strong className="ellipsis">{tenant.name}</strong>
        <span className="mono muted ellipsis">{tenant.key}</span>
        <span className="spacer" />
        <span className="muted">{text.operations(tenant.operations)}</span>
      </button>
      {opened && <GroupOperations planId={planId} tenant={tenant} run={run} />}
    </>
  );
}
