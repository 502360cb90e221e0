import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { settled, type LiveOutcome, type Tally } from '../../app/data/plan-progress.ts';
import { words } from '../../app/messages/words.ts';
import { outcomeIcons } from './outcome-mark.tsx';

const text = words.plan;

/** A few words on a tenant's operations, and which outcome they tell of; null where of none. */
export interface TenantNote {
  readonly outcome: LiveOutcome['outcome'] | null;
  readonly text: string;
}

/**
 * What became of a tenant's operations: nothing before the first has ended, then how far it is and what
 * failed, at last what it came to. The plan and the events both tell of the same run, and either may be
 * behind the other; the one that knows more is taken.
 */
export function tenantNotes(
  tenant: PlanSummary['tenants'][number],
  live: Tally | null,
): readonly TenantNote[] {
  const known = live !== null && settled(live) > settled(tenant) ? live : tenant;
  const ended = settled(known);
  if (ended === 0) return [];
  const note = (outcome: LiveOutcome['outcome']): readonly TenantNote[] =>
    known[outcome] === 0 ? [] : [{ outcome, text: text.tenantOutcomes[outcome](known[outcome]) }];
  if (ended < tenant.operations) {
    const progress = text.tenantProgress(ended, tenant.operations);
    return [...note('failed'), { outcome: null, text: progress }];
  }
  const bad = [...note('failed'), ...note('skipped')];
  return bad.length === 0 ? note('done') : bad;
}

/** What became of a tenant's operations, at the end of its line. */
export function TenantOutcome({ notes }: { readonly notes: readonly TenantNote[] }) {
  return notes.map(({ outcome, text: sentence }) => {
    if (outcome === null) {
      return (
        <span key="progress" className="tenant-outcome">
          {sentence}
        </span>
      );
    }
    const Icon = outcomeIcons[outcome];
    return (
      <span key={outcome} className={`tenant-outcome tenant-outcome-${outcome}`}>
        <Icon size={14} stroke={2} aria-hidden />
        {sentence}
      </span>
    );
  });
}
