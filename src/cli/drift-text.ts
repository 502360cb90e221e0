import type { DriftReport, DriftRow } from '../shared/bridge/drift-views.ts';
import { count } from './plan-text.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

const linesShown = 100;

/** What was changed by hand, for people: alarms first, then line by line, the first hundred. */
export function driftText({ findings, databases, pending }: DriftReport): string {
  const waiting =
    pending === 0 ? '' : `${count(pending, 'tenant')} with edits that wait to be applied.\n`;
  const looked = `${count(databases, 'database')} looked at`;
  if (findings.length === 0) return `Nothing was changed by hand; ${looked}.\n${waiting}`;
  const rows = [...findings].sort((a, b) => Number(b.alarm) - Number(a.alarm));
  const more = rows.length - linesShown;
  return (
    `${count(findings.length, 'change')} made by hand; ${looked}.\n\n` +
    table(
      ['', 'TENANT', 'CHANGE', 'SUBJECT', 'DETAIL'],
      rows
        .slice(0, linesShown)
        .map((row) => [mark(row), row.tenantKey ?? '', row.kind, row.subject, row.detail]),
    ) +
    (more > 0 ? `… and ${String(more)} more; --json has all of them.\n` : '') +
    (waiting === '' ? '' : `\n${waiting}`)
  );
}

function mark({ alarm, adoptable }: DriftRow): string {
  return alarm ? 'ALARM' : adoptable ? 'adoptable' : '';
}

/** What to do about it, and what could not be looked at. */
export function driftNotes({ findings, unverified }: DriftReport): readonly string[] {
  const open = findings.filter(({ alarm }) => alarm);
  const adoptable = findings.find((finding) => finding.adoptable);
  return [
    ...open.map(({ subject, detail }) => `ALARM ${printable(subject)}: ${printable(detail)}`),
    ...(findings.some(({ corrections }) => corrections.length > 0)
      ? ['`mycouch drift --correct` puts the server right again.']
      : []),
    ...(adoptable === undefined
      ? []
      : [`\`mycouch drift --adopt '${printable(adoptable.id)}'\` keeps a change instead.`]),
    ...(unverified === 0
      ? []
      : [
          `The passwords of ${count(unverified, 'account')} could not be checked: they were made on another device.`,
        ]),
  ];
}
