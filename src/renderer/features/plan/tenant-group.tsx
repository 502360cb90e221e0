import { Checkbox } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { memo } from 'react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { OperationRows, type Ticking } from './operation-list.tsx';
import { TenantOutcome, tenantNotes } from './tenant-outcome.tsx';
import { useLiveRun, useLiveTenant, useOperations, type CauseFilter } from './use-plan.ts';

const text = words.plan;

interface Props {
  readonly planId: string;
  readonly tenant: PlanSummary['tenants'][number];
  readonly cause: CauseFilter;
  /** Operations of the tenant that are ticked. */
  readonly ticked: number;
  readonly ticking: Ticking | null;
  readonly opened: boolean;
  readonly onToggle: (tenantId: string) => void;
  readonly onTickTenant: (tenantId: string) => void;
}

function GroupOperations({
  planId,
  tenant,
  cause,
  ticking,
}: Pick<Props, 'planId' | 'tenant' | 'cause' | 'ticking'>) {
  const run = useLiveRun(planId);
  const operations = useOperations(planId, tenant.id, { outcome: 'all', cause, search: '' });
  if (operations.error !== null) return <ErrorNote error={operations.error} />;
  if (operations.data === undefined)
    return <p className="plan-none muted">{words.frame.loading}</p>;
  const { rows } = operations.data;
  const groups = (['edit', 'drift'] as const)
    .map((group) => ({ group, rows: rows.filter(({ operation }) => operation.cause === group) }))
    .filter((entry) => entry.rows.length > 0);
  return groups.map(({ group, rows: own }) => (
    <div key={group} role="group" aria-label={text.causes[group]}>
      {groups.length > 1 && (
        <h3 className="operations-cause" title={text.causeHint[group]}>
          {text.causes[group]}
        </h3>
      )}
      <ul className="operations">
        <OperationRows planId={planId} rows={own} run={run} ticking={ticking} />
      </ul>
    </div>
  ));
}

/** Operations of a tenant with this cause. */
export function operationsWith(tenant: Props['tenant'], cause: CauseFilter): number {
  if (cause === 'all') return tenant.operations;
  return cause === 'drift' ? tenant.corrections : tenant.operations - tenant.corrections;
}

/** One tenant of the plan, with its operations when opened. */
export const TenantGroup = memo(function TenantGroup(props: Props) {
  const { planId, tenant, cause, ticked, ticking, opened, onToggle, onTickTenant } = props;
  const notes = tenantNotes(tenant, useLiveTenant(planId, tenant.id));
  const shown = operationsWith(tenant, cause);
  return (
    <>
      <div className="operation-head">
        {ticking !== null && (
          <Checkbox
            size="xs"
            className="plan-tick"
            checked={ticked >= shown}
            indeterminate={ticked > 0 && ticked < shown}
            aria-label={text.selectTenant(tenant.name)}
            onChange={() => {
              onTickTenant(tenant.id);
            }}
          />
        )}
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
          {tenant.corrections > 0 && cause === 'all' && (
            <span className="cause-mark">{text.corrections(tenant.corrections)}</span>
          )}
          {notes.length === 0 ? (
            <span className="tenant-outcome">{text.operations(shown)}</span>
          ) : (
            <TenantOutcome notes={notes} />
          )}
        </button>
      </div>
      {opened && (
        <GroupOperations planId={planId} tenant={tenant} cause={cause} ticking={ticking} />
      )}
    </>
  );
});
