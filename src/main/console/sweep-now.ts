import type { DriftReport } from '../../shared/bridge/drift-views.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Connection } from '../connection/connection.ts';
import type { Drift } from './drift.ts';

/** Looks at the server from now on; null where this device may not, or could not. */
export async function sweepNow(
  drift: Drift | null,
  connection: Pick<Connection, 'current'>,
  clock: Clock,
): Promise<DriftReport | null> {
  if (drift === null || connection.current()?.mayApply !== true) return null;
  const from = clock.now().toISOString();
  let report = await drift.sweep();
  // One that was under way already may have begun while there was no server.
  if (report.problem !== null || (report.sweptAt ?? '') < from) report = await drift.sweep();
  const { problem, sweptAt } = report;
  return problem === null && (sweptAt ?? '') >= from ? report : null;
}
