import type { LogVerification } from '../shared/bridge/log-views.ts';
import { count } from './plan-text.ts';
import { facts, table } from './table.ts';

/** What a verification looked at, for a terminal. */
export function logFacts(result: LogVerification): string {
  const { source, entries, devices, cutEntries, findingCount } = result;
  return facts([
    ['looked at', source === 'server' ? 'the whole log, on the server' : 'the log on this device'],
    ['entries', `${String(entries)} of ${count(devices.length, 'device')}`],
    ...(cutEntries === 0
      ? []
      : [['cut', `${String(cutEntries)} removed by retention, accounted for`] as const]),
    ['result', findingCount === 0 ? 'whole and unaltered' : count(findingCount, 'finding')],
  ]);
}

/** Each finding with its name; nothing where there are none. */
export function logFindings({
  findings,
  findingCount,
}: Pick<LogVerification, 'findings' | 'findingCount'>): string {
  if (findings.length === 0) return '';
  const rows = findings.map(({ kind, deviceName, seq, count: entries }) => [
    kind,
    deviceName,
    seq === 0 ? '?' : String(seq),
    String(entries),
  ]);
  const more = findingCount - findings.length;
  const sentences = [
    ...findings.map(({ message }) => `${message}\n`),
    ...(more > 0 ? [`and ${String(more)} more.\n`] : []),
  ].join('');
  return `\n${table(['KIND', 'DEVICE', 'ENTRY', 'HOW MANY'], rows)}\n${sentences}`;
}
