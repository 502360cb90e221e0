import type { KeyRow } from '../shared/bridge/key-views.ts';
import type { LeakFinding, LeakReport } from '../shared/bridge/leak-views.ts';
import { shownPrefix } from '../shared/keys/key-format.ts';
import { count } from './plan-text.ts';
import { table } from './table.ts';

/** API keys for people, one a line. */
export function keyTable(keys: readonly KeyRow[]): string {
  if (keys.length === 0) return 'No API keys.\n';
  return table(
    ['ID', 'NAME', 'TENANT', 'STATE', 'ACCESS', 'LAST USED', '30 DAYS', 'EXPIRES'],
    keys.map(
      ({ id, name, tenantKey, state, marks, access, databases, lastUsed, month, expiresAt }) => [
        id,
        name,
        tenantKey,
        [state, ...marks].join(', '),
        `${access} ${databases === null ? 'all' : databases.join(',')}`,
        lastUsed ?? 'never',
        String(month),
        expiresAt ?? 'never',
      ],
    ),
  );
}

/** What a scan found for people; paths can have anything in them, which `table` makes harmless. */
export function leakText({ findings, found, lookalikes }: LeakReport): string {
  if (found + lookalikes === 0) return 'No API keys found.\n';
  const more = found + lookalikes - findings.length;
  return (
    table(
      ['WHERE', 'KEY', 'WHOSE', 'STATE'],
      findings.map((finding) => [
        placeText(finding),
        shownPrefix(finding.keyId),
        ...(finding.known === null
          ? [finding.checksumRight ? 'not of this registry' : 'no key: wrong checksum', '-']
          : [`${finding.known.tenantKey}: ${finding.known.name}`, finding.known.state]),
      ]),
    ) + (more > 0 ? `… and ${String(more)} more.\n` : '')
  );
}

function placeText({ place, line, column }: LeakFinding): string {
  const at = `${String(line)}:${String(column)}`;
  if (place.kind === 'file') return `${place.path}:${at}`;
  const repository = place.repository === '' ? '' : `${place.repository}: `;
  return `${repository}${place.blob.slice(0, 12)}:${at} ${place.path ?? ''}`;
}

/** What was looked at and what was not, one line each. */
export function leakNotes(report: LeakReport): readonly string[] {
  const { files, skipped, history, cancelled, folder } = report;
  const historyText = {
    off: 'the history of Git repositories was not read',
    'no-repository': 'there is no Git repository',
    'no-git': 'there is no Git program to read the history with',
    read: `${count(history.objects, 'object')} of ${count(history.repositories, 'Git history')}`,
    partly: `${count(history.objects, 'object')} of a history that could not be read to its end`,
  }[history.state];
  return [
    ...(cancelled ? ['Cancelled before the end.'] : []),
    `Looked at ${count(files, 'file')} below ${folder}; ${historyText}.`,
    ...history.problems,
    ...skipped.map(({ why, count: number, paths }) => {
      const named = paths.slice(0, 5).join(', ');
      return `${skipText[why]}: ${String(number)} (${named}${number > 5 ? ', …' : ''})`;
    }),
  ];
}

const skipText = {
  unreadable: 'Could not be read',
  huge: 'Left out as too large',
  special: 'Left out as no files',
  link: 'Links not followed',
  compressed: 'Compressed, not looked into',
  'git-objects': 'Objects of Git not looked into',
} as const;
