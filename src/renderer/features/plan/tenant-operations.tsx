import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useRef, useState } from 'react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { words } from '../../app/messages/words.ts';
import { TenantGroup } from './tenant-group.tsx';

interface Props {
  readonly plan: PlanSummary;
}

/** With so few tenants the operations are open from the start. */
const openFromStart = 3;

/**
 * The plan by tenant. Only what is on screen exists, and a tenant's operations are read when opened. An
 * event of a run draws nothing here but the tenants it tells of, which listen for themselves.
 */
export const TenantOperations = memo(function TenantOperations({ plan }: Props) {
  const list = useRef<HTMLDivElement>(null);
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
    count: plan.tenants.length,
    getScrollElement: () => list.current?.closest('.section-scroll') ?? null,
    estimateSize: () => 36,
    overscan: 8,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => plan.tenants[index]?.id ?? index,
  });
  return (
    <div ref={list} className="plan-tenants">
      <ul
        aria-label={words.plan.list}
        className="plan-tenants-body"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const tenant = plan.tenants[item.index];
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
                opened={opened.has(tenant.id)}
                onToggle={toggle}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
});
