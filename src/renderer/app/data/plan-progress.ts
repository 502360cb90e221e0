import type { PlanProgress } from '../../../shared/bridge/events.ts';

export interface LiveOutcome {
  readonly outcome: 'done' | 'failed' | 'skipped';
  readonly message: string;
}

/** An apply run as seen so far: the latest figures and every outcome heard of. */
export interface LiveRun extends Omit<PlanProgress, 'latest'> {
  readonly outcomes: ReadonlyMap<string, LiveOutcome>;
}

/** Adds one progress event; another plan starts anew. */
export function addProgress(run: LiveRun | null | undefined, event: PlanProgress): LiveRun {
  const { latest, ...figures } = event;
  const outcomes = new Map(run?.planId === event.planId ? run.outcomes : []);
  for (const { id, outcome, message } of latest) outcomes.set(id, { outcome, message });
  return { ...figures, outcomes };
}
