import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import type { PlanSummary } from '../../../shared/bridge/views.ts';
import type { LiveRun } from '../../app/data/plan-progress.ts';
import { words } from '../../app/messages/words.ts';
import { TenantGroup } from './tenant-group.tsx';

interface Props {
  readonly plan: PlanSummary;
  readonly run: LiveRun | null;
}

/** With so few tenants the operations are open from the start. */
const openFromStart = 3;

/** The plan by tenant. Only what is on screen exists, and a tenant's operations are read when opened. */
export function TenantOperations({ plan, run }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    () => new Set(plan.tenants.length <= openFromStart ? plan.tenants.map(({ id }) => id) : []),
  );
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
                run={run}
                opened={opened.has(tenant.id)}
                onToggle={() => {
                  setOpened((before) => {
                    const after = new Set(before);
                    if (!after.delete(tenant.id)) after.add(tenant.id);
                    return after;
                  });
                }}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
