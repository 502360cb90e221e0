import type { DriftReport, DriftRow } from '../../../shared/bridge/drift-views.ts';
import { driftLooks, type DriftGroup } from './drift-kinds.ts';

export interface DriftFilter {
  readonly group: DriftGroup | 'all';
  readonly search: string;
}

/** The findings of a filter, alarms first and then the newest. */
export function narrowed(
  findings: readonly DriftRow[],
  { group, search }: DriftFilter,
): readonly DriftRow[] {
  const sought = search.trim().toLowerCase();
  return findings
    .filter(
      (finding) =>
        (group === 'all' || driftLooks[finding.kind].group === group) &&
        [finding.subject, finding.tenantKey ?? '', finding.detail].some((text) =>
          text.toLowerCase().includes(sought),
        ),
    )
    .toSorted(
      (a, b) =>
        Number(b.alarm) - Number(a.alarm) ||
        b.since.localeCompare(a.since) ||
        a.id.localeCompare(b.id),
    );
}

/** How many findings fall under each filter. */
export function countsByGroup(
  findings: readonly DriftRow[],
): Readonly<Record<DriftFilter['group'], number>> {
  const counts = { all: findings.length, access: 0, databases: 0, designs: 0, accounts: 0 };
  for (const { kind } of findings) counts[driftLooks[kind].group] += 1;
  return counts;
}

/** Changes made by hand, without databases that are merely unknown: those are shown, but worry nobody. */
export function worrying(report: DriftReport | undefined): readonly DriftRow[] {
  return (report?.findings ?? []).filter(({ kind }) => kind !== 'database-added');
}

export function alarmsOf(report: DriftReport | undefined): readonly DriftRow[] {
  return (report?.findings ?? []).filter(({ alarm }) => alarm);
}
