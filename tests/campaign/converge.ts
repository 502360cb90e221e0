import { setTimeout as pause } from 'node:timers/promises';
import type { Console } from '../../src/main/console/ports.ts';
import type { ApplyReport } from '../../src/shared/planning/plan.ts';
import { MyCouchError, reportError } from '../../src/shared/errors.ts';

export type Violated = (what: string) => void;

/** What is wrong with how a failure was told; null where it has a code of its own and words. */
export function untold(error: unknown): string | null {
  if (!(error instanceof MyCouchError)) return `not explained: ${String(error)}`;
  if (error.code === 'internal') return `not explained: ${error.message}`;
  if (error.message === '') return `${error.code} without words`;
  return null;
}

/**
 * Does what the console may refuse, since others change the same meanwhile: a refusal is a step of the
 * history, and a violation only where it is not explained.
 * @returns the code it was refused with; null where it was done
 */
export async function tried(
  who: string,
  { step, violated }: { readonly step: (what: string) => void; readonly violated: Violated },
  act: () => Promise<string | null>,
): Promise<string | null> {
  try {
    const done = await act();
    if (done !== null) step(`${who} ${done}`);
    return null;
  } catch (error) {
    const problem = untold(error);
    if (problem !== null) violated(`${who}: ${problem}`);
    const { code } = reportError(error);
    step(`${who} was refused: ${code}`);
    return code;
  }
}

/** Every operation is accounted for, and every failure has a code and words. */
function checkReport(report: ApplyReport, operations: number, violated: Violated): void {
  const { applied, failed, skipped, outcomes } = report;
  if (applied + failed + skipped !== operations || outcomes.length !== operations) {
    violated(`a report of ${operations} operations tells of ${applied}, ${failed} and ${skipped}`);
  }
  for (const outcome of outcomes) {
    if (outcome.outcome !== 'failed') continue;
    if (outcome.code === 'internal' || outcome.message === '') {
      violated(`the failure of ${outcome.id} is not explained: ${outcome.code} ${outcome.message}`);
    }
  }
}

/**
 * Plans and applies once; a failure is looked at and answered, not thrown.
 * @returns how many operations the plan had, or the code of what kept it from being made or applied
 */
export async function attempt(
  console: Console,
  violated: Violated,
  scope: 'all' | 'changed' = 'all',
): Promise<number | string> {
  try {
    const plan = await console.api.plan.make({ scope });
    if (plan.operations === 0) return 0;
    const report = await console.api.plan.apply({
      planId: plan.id,
      confirm: plan.confirmation?.text ?? null,
    });
    checkReport(report, plan.operations, violated);
    return plan.operations;
  } catch (error) {
    const problem = untold(error);
    if (problem !== null) violated(problem);
    if (!(error instanceof MyCouchError)) return 'unknown';
    const { because, since } = error.details;
    // Whoever was away is shown what changed meanwhile; here somebody has looked.
    if (because === 'catch-up' && typeof since === 'string')
      await console.api.catchUp.acknowledge({ since });
    return error.code;
  }
}

/** Milliseconds; a lease left behind by a kill has to run out first. */
const patience = 90_000;

/** With nothing in the way any more: plans and applies until nothing is left to do. */
export async function converge(console: Console, violated: Violated): Promise<void> {
  const deadline = Date.now() + patience;
  const seen: (number | string)[] = [];
  let rounds = 0;
  while (Date.now() < deadline && rounds < 12) {
    const came = await attempt(console, violated);
    seen.push(came);
    if (came === 0) {
      const plan = await console.api.plan.make({ scope: 'all' });
      if (plan.operations > 0) violated('a plan right after an empty one has operations');
      for (const { key, message } of plan.refusals) violated(`${key} is refused: ${message}`);
      return;
    }
    if (came === 'lease-held' || came === 'server-locked-out') await pause(500);
    else rounds += 1;
  }
  violated(`it did not converge: ${seen.join(', ')}`);
}
