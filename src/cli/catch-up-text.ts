import type { CatchUp, ChangeRow } from '../shared/bridge/catch-up-views.ts';
import { count } from './plan-text.ts';
import { table } from './table.ts';

/** The three sides for people, one table each. */
export function catchUpText(catchUp: CatchUp | null): string {
  if (catchUp === null) return 'Nothing changed meanwhile that was not looked at.\n';
  const { since, mine, theirs, server, serverLookedAt, conflicts, more } = catchUp;
  const both = conflicts === 0 ? '' : `${count(conflicts, 'document')} changed on both sides.\n`;
  const looked =
    serverLookedAt === null
      ? 'The server itself was not looked at.\n'
      : `\n${count(server.length, 'change')} made on the server by hand; looked at ${serverLookedAt}.\n` +
        (server.length === 0
          ? ''
          : table(
              ['TENANT', 'CHANGE', 'SUBJECT', 'DETAIL'],
              server.map((row) => [row.tenantKey ?? '', row.kind, row.subject, row.detail]),
            ));
  return (
    `Since both sides last agreed at ${since}:\n\n` +
    side('changed on this device', mine, more.mine) +
    side('changed by others', theirs, more.theirs) +
    both +
    looked
  );
}

function side(words: string, rows: readonly ChangeRow[], more: number): string {
  const heading = `${count(rows.length + more, 'document')} ${words}.\n`;
  if (rows.length === 0) return `${heading}\n`;
  return (
    heading +
    table(
      ['KIND', 'NAME', 'WHAT', 'FIELDS', 'BY', 'AT'],
      rows.map((row) => [
        row.kind,
        row.title,
        row.what,
        row.fields.join(', '),
        row.by ?? '',
        row.at ?? '',
      ]),
    ) +
    (more > 0 ? `… and ${String(more)} more.\n` : '') +
    '\n'
  );
}
