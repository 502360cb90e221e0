import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { ConflictDetail, ConflictRow } from '../../shared/bridge/conflict-views.ts';
import { sidesToTake } from '../../shared/conflicts/choose-side.ts';
import type { ConsoleClient } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { count } from '../plan-text.ts';
import { facts, table } from '../table.ts';

const takeSchema = z.enum(sidesToTake);
const pageSize = 500;

/** `mycouch conflicts`: edits of one document that met; looks, and decides one after the other. */
export function addConflicts(parent: Command, run: RunTask): void {
  const conflicts = parent
    .command('conflicts')
    .description('edits of the same document on two devices that met')
    .action(() => list(run));
  conflicts
    .command('list', { isDefault: true })
    .description('all of them; exit code 2 when there is any')
    .action(() => list(run));
  conflicts
    .command('show')
    .argument('<id>', 'id of the document')
    .description('both sides, field by field')
    .action((id: string) =>
      run(async ({ session: { client } }) => {
        const detail = await client.conflicts.get({ documentId: id });
        return { document: { ...detail }, text: detailText(detail), exit: exitCodes.done };
      }),
    );
  conflicts
    .command('resolve')
    .argument('<id>', 'id of the document')
    .addOption(
      new Option('--take <side>', 'whose values count where the same field was edited')
        .choices(sidesToTake)
        .makeOptionMandatory(),
    )
    .description('decide one; what gives less access stays so, whoever is taken')
    .action((id: string, { take }: { readonly take: string }) =>
      run(async ({ session: { client } }) => {
        const outcome = await client.conflicts.resolveMany({
          documentIds: [id],
          take: takeSchema.parse(take),
        });
        const [left] = outcome.left;
        if (left !== undefined) {
          throw new ConsoleError('not-allowed-in-state', left.message, {
            remedy: 'Look at it with `mycouch conflicts show`.',
            details: { document: id.slice(0, 300) },
          });
        }
        return {
          document: { ...outcome },
          text: `Decided: ${id} has one form again.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}

function list(run: RunTask): Promise<void> {
  return run(async ({ session: { client } }) => {
    const rows = await allConflicts(client);
    return {
      document: { conflicts: rows },
      text:
        rows.length === 0
          ? 'No conflicts.\n'
          : table(
              ['TITLE', 'KIND', 'ASKS', 'SIDES', 'ID'],
              rows.map(({ title, kind, asks, sides, documentId }) => [
                title,
                kind,
                asks.length === 0 ? '-' : asks.join(' '),
                String(sides),
                documentId,
              ]),
            ),
      notes: rows.length === 0 ? [] : [`${count(rows.length, 'conflict')} to decide.`],
      exit: rows.length === 0 ? exitCodes.done : exitCodes.differences,
    };
  });
}

async function allConflicts(client: ConsoleClient): Promise<readonly ConflictRow[]> {
  const rows: ConflictRow[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const page = await client.conflicts.list({ search: '', kind: null, offset, limit: pageSize });
    rows.push(...page.rows);
    if (offset + pageSize >= page.total) return rows;
  }
}

function detailText(detail: ConflictDetail): string {
  const { title, kind, sideList, fields, baseKnown } = detail;
  const heads = sideList.map(
    ({ mine, winner, updatedBy }, index) =>
      `SIDE ${String(index + 1)}${mine ? ' (MINE)' : ''}${winner ? ' (WINNER)' : ''} ${updatedBy ?? ''}`,
  );
  const differing = fields.filter(({ verdict }) => verdict !== 'same');
  return [
    facts([
      ['Document', `${title} (${kind})`],
      ['Before', baseKnown ? 'known' : 'not known on this device'],
    ]),
    table(
      ['FIELD', ...heads, 'BEFORE', 'TAKEN'],
      differing.map(({ path, base, values, verdict, taken }) => [
        path === '' ? '(whole)' : path,
        ...values.map(valueText),
        base.known ? JSON.stringify(base.value) : '?',
        verdict === 'ask' && !taken.present ? 'asks' : valueText(taken),
      ]),
    ),
  ].join('\n');
}

function valueText({
  present,
  value,
}: {
  readonly present: boolean;
  readonly value: Json;
}): string {
  return present ? JSON.stringify(value) : '-';
}
