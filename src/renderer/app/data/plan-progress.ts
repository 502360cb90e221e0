import type { PlanProgress } from '../../../shared/bridge/events.ts';

export interface LiveOutcome {
  readonly outcome: 'done' | 'failed' | 'skipped';
  readonly message: string;
}

/** How many operations came to what. */
export type Tally = Readonly<Record<LiveOutcome['outcome'], number>>;

/** An apply run as seen so far: the latest figures and every outcome heard of. */
export interface LiveRun extends Omit<PlanProgress, 'latest'> {
  readonly outcomes: ReadonlyMap<string, LiveOutcome>;
  /** Outcomes heard of by tenant. A tally stays the same object until its tenant goes on. */
  readonly tenants: ReadonlyMap<string, Tally>;
}

const nothing: Tally = { done: 0, failed: 0, skipped: 0 };

/** Adds one progress event; another plan starts anew. */
export function addProgress(run: LiveRun | null | undefined, event: PlanProgress): LiveRun {
  const { latest, ...figures } = event;
  const before = run?.planId === event.planId ? run : null;
  const outcomes = new Map(before?.outcomes);
  const tenants = new Map(before?.tenants);
  for (const { id, tenantId, outcome, message } of latest) {
    if (!outcomes.has(id)) {
      const tally = tenants.get(tenantId) ?? nothing;
      tenants.set(tenantId, { ...tally, [outcome]: tally[outcome] + 1 });
    }
    outcomes.set(id, { outcome, message });
  }
  return { ...figures, outcomes, tenants };
}

/** How many operations have come to something. */
export function settled({ done, failed, skipped }: Tally): number {
  return done + failed + skipped;
}

/** True where the run has outcomes that no event told, as in a window opened during the run. */
export function missedSome(run: LiveRun): boolean {
  return run.outcomes.size < settled(run);
}
