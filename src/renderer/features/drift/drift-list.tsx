import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import type { DriftRow } from '../../../shared/bridge/drift-views.ts';
import { words } from '../../app/messages/words.ts';
import { DriftItem } from './drift-item.tsx';

interface Props {
  readonly findings: readonly DriftRow[];
  readonly ticked: ReadonlySet<string>;
  readonly onTick: (id: string) => void;
  readonly onCorrect: (finding: DriftRow) => void;
  readonly onAdopt: (finding: DriftRow) => void;
}

/** The findings, of which only those on screen exist. */
export function DriftList({ findings, ticked, onTick, onCorrect, onAdopt }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: findings.length,
    getScrollElement: () => list.current?.closest('.section-scroll') ?? null,
    estimateSize: () => 36,
    overscan: 8,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => findings[index]?.id ?? index,
  });
  return (
    <div ref={list}>
      <ul
        aria-label={words.drift.list}
        className="plan-tenants-body"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const finding = findings[item.index];
          if (finding === undefined) return null;
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
              <DriftItem
                finding={finding}
                ticked={ticked.has(finding.id)}
                opened={opened === finding.id}
                onTick={onTick}
                onToggle={(id) => {
                  setOpened((before) => (before === id ? null : id));
                }}
                onCorrect={onCorrect}
                onAdopt={onAdopt}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
