import { createHash } from 'node:crypto';
import type { PlanComparison } from '../../shared/bridge/plan-views.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { comparePlans } from '../../shared/planning/compare-plans.ts';
import { curlCommand } from '../../shared/planning/curl-command.ts';
import type { Plan } from '../../shared/planning/plan.ts';
import { parsePlanFile, planFile } from '../../shared/planning/plan-file.ts';

/** A plan as a file: a name to offer, and its text. */
export function savedPlan(plan: Plan): { readonly name: string; readonly text: string } {
  const at = plan.madeAt.slice(0, 19).replaceAll(':', '');
  return { name: `plan-${at}.json`, text: planFile(plan, sha256) };
}

/** The plan of a file. Error: `invalid-input`. */
export function openedPlan(text: string): Plan {
  return parsePlanFile(text, sha256);
}

/** A plan beside a saved one, or else the one before it; null where there is none. */
export function planBeside(
  current: { readonly plan: Plan; readonly previous: Plan | null },
  saved: string | null,
): PlanComparison | null {
  const before = saved === null ? current.previous : openedPlan(saved);
  return before === null ? null : comparePlans(before, current.plan);
}

/** One operation of a plan as a curl command. Errors: `not-connected`, `not-found`. */
export function planCurl(plan: Plan, operationId: string, url: string | undefined): string {
  if (url === undefined) {
    throw new ConsoleError('not-connected', 'No server is connected.', {
      remedy: 'Connect to a CouchDB first.',
    });
  }
  const operation = plan.operations.find(({ id }) => id === operationId);
  if (operation !== undefined) return curlCommand(operation, url);
  throw new ConsoleError('not-found', 'The plan has no such operation.', {
    remedy: 'Look at the plan again.',
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
