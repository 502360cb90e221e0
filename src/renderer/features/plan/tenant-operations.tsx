import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { words } from '../../app/messages/words.ts';
import type { Ticking } from './operation-list.tsx';
import { tickedByTenant } from './plan-choice.ts';
import { operationsWith, TenantGroup } from './tenant-group.tsx';
import type { CauseFilter } from './use-plan.ts';

interface Props {
  readonly plan: PlanSummary;
  readonly cause: CauseFilter;
  readonly ticking: Ticking | null;
  readonly onTickTenant: (tenantId: string) => void;
}

/** With so few tenants the operations are open from the start. */
const openFromStart = 3;

/**
 * The plan by tenant. Only what is on screen exists, and a tenant's operations are read when opened. An
 * event of a run draws nothing here but the tenants it tells of, which listen for themselves.
 */
export const TenantOperations = memo(function TenantOperations(props: Props) {
  const { plan, cause, ticking, onTickTenant } = props;
  const list = useRef<HTMLDivElement>(null);
  const tenants = plan.tenants.filter((tenant) => operationsWith(tenant, cause) > 0);
  const ticked = useMemo(
    () => tickedByTenant(ticking?.selected ?? new Map<string, string>()),
    [ticking],
  );
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    () => new Set(plan.tenants.length <= openFromStart ? plan.tenants.map(({ id }) => id) : []),
  );
  const toggle = useCallback((tenantId: string) => {
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(tenantId)) after.add(tenantId);
      return after;
    });
  }, []);
  const virtual = useVirtualizer({
    count: tenants.length,
    getScrollElement: () => list.current?.closest('.section-scroll') ?? null,
    estimateSize: () => 36,
    overscan: 8,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => tenants[index]?.id ?? index,
  });
  if (tenants.length === 0) return <p className="plan-none muted">{words.plan.noneInFilter}</p>;
  return (
    <div ref={list} className="plan-tenants">
      <ul
        aria-label={words.plan.list}
        className="plan-tenants-body"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const tenant = tenants[item.index];
          if (tenant === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="plan-tenant"
              style={{
                transform: `translateY(${String(item.start - virtual.options.scrollMargin)}px)`,
              }}
            >
              <TenantGroup
                planId={plan.id}
                tenant={tenant}
                cause={cause}
                ticked={ticked.get(tenant.id) ?? 0}
                ticking={ticking}
                opened={opened.has(tenant.id)}
                onToggle={toggle}
                onTickTenant={onTickTenant}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
});
