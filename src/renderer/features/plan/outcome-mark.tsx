import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import type { OperationOutcome } from '../../../shared/planning/plan.ts';
import type { LiveOutcome } from '../../app/data/plan-progress.ts';
import { words } from '../../app/messages/words.ts';

export const outcomeIcons = { done: IconCheck, failed: IconX, skipped: IconMinus } as const;

/** What became of an operation: as stored with the plan, else as heard live; null before. */
export function outcomeOf(
  stored: OperationOutcome | null,
  live: LiveOutcome | undefined,
): LiveOutcome | null {
  if (stored === null) return live ?? null;
  switch (stored.outcome) {
    case 'done':
      return { outcome: 'done', message: '' };
    case 'failed':
      return { outcome: 'failed', message: stored.message };
    case 'skipped':
      return { outcome: 'skipped', message: words.plan.because[stored.because] };
  }
}

export function OutcomeMark({ outcome }: { readonly outcome: LiveOutcome | null }) {
  if (outcome === null) return <span className="outcome" />;
  const Icon = outcomeIcons[outcome.outcome];
  return (
    <span className={`outcome outcome-${outcome.outcome}`}>
      <Icon size={14} stroke={2} aria-hidden />
      {words.plan.outcomes[outcome.outcome]}
    </span>
  );
}
