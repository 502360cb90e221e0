import type { LogVerification } from '../shared/bridge/log-views.ts';
import { count } from './plan-text.ts';
import { facts, table } from './table.ts';

/** What a verification looked at, for a terminal. */
export function logFacts(result: LogVerification): string {
  const { source, entries, devices, cutEntries, findings } = result;
  return facts([
    ['looked at', source === 'server' ? 'the whole log, on the server' : 'the log on this device'],
    ['entries', `${String(entries)} of ${count(devices.length, 'device')}`],
    ...(cutEntries === 0
      ? []
      : [['cut', `${String(cutEntries)} removed by retention, accounted for`] as const]),
    ['result', findings.length === 0 ? 'whole and unaltered' : count(findings.length, 'finding')],
  ]);
}

/** Each finding with its name; nothing where there are none. */
export function logFindings(findings: LogVerification['findings']): string {
  if (findings.length === 0) return '';
  const rows = findings.map(({ kind, deviceName, seq, count: entries }) => [
    kind,
    deviceName,
    seq === 0 ? '?' : String(seq),
    String(entries),
  ]);
  const sentences = findings.map(({ message }) => `${message}\n`).join('');
  return `\n${table(['KIND', 'DEVICE', 'ENTRY', 'HOW MANY'], rows)}\n${sentences}`;
}
