import { IconChevronRight } from '@tabler/icons-react';
import { memo } from 'react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { OperationRow } from './operation-row.tsx';
import { TenantOutcome, tenantNotes } from './tenant-outcome.tsx';
import { useLiveRun, useLiveTenant, useOperations } from './use-plan.ts';

const text = words.plan;

interface Props {
  readonly planId: string;
  readonly tenant: PlanSummary['tenants'][number];
  readonly opened: boolean;
  readonly onToggle: (tenantId: string) => void;
}

function GroupOperations({ planId, tenant }: Pick<Props, 'planId' | 'tenant'>) {
  const run = useLiveRun(planId);
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
          live={run?.outcomes.get(row.operation.id)}
        />
      ))}
    </ul>
  );
}

/** One tenant of the plan, with its operations when opened. */
export const TenantGroup = memo(function TenantGroup({ planId, tenant, opened, onToggle }: Props) {
  const notes = tenantNotes(tenant, useLiveTenant(planId, tenant.id));
  return (
    <>
      <button
        type="button"
        className="plan-tenant-line"
        aria-expanded={opened}
        aria-label={text.toggle(
          tenant.name,
          tenant.operations,
          notes.map((note) => note.text),
        )}
        onClick={() => {
          onToggle(tenant.id);
        }}
      >
        <IconChevronRight className="chevron" size={14} aria-hidden />
        <strong className="ellipsis">{tenant.name}</strong>
        <span className="mono muted ellipsis">{tenant.key}</span>
        <span className="spacer" />
        {notes.length === 0 ? (
          <span className="tenant-outcome">{text.operations(tenant.operations)}</span>
        ) : (
          <TenantOutcome notes={notes} />
        )}
      </button>
      {opened && <GroupOperations planId={planId} tenant={tenant} />}
    </>
  );
});
