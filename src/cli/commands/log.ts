import { InvalidArgumentError, Option, type Command } from 'commander';
import type { AuditEntry } from '../../shared/documents/audit.ts';
import { reportError } from '../../shared/errors.ts';
import {
  entryFileHead,
  entryFormats,
  entryLines,
  type EntryFormat,
} from '../../shared/log/entry-files.ts';
import type { EntryFilter } from '../../shared/log/entry-filter.ts';
import { everyEntry } from '../../shared/log/every-entry.ts';
import type { CommandContext, CommandResult, RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';
import { logFacts, logFindings } from '../log-text.ts';
import { readyVault } from '../ready-vault.ts';
import { syncNow } from '../ready-server.ts';
import { table } from '../table.ts';

interface FilterOptions {
  readonly tenant?: string;
  readonly actor?: string;
  readonly device?: string;
  readonly action?: string;
  readonly type?: string;
  readonly resource?: string;
  readonly failed?: true;
  readonly from?: string;
  readonly to?: string;
  readonly search?: string;
}
interface ListOptions extends FilterOptions {
  readonly limit: number;
}
interface ExportOptions extends FilterOptions {
  readonly format: EntryFormat;
  readonly here?: true;
}
interface CutOptions {
  readonly before: string;
  readonly confirm?: string | true;
}

/** `mycouch log`: the audit log; verifying it and cutting its old end are subcommands. */
export function addLog(parent: Command, run: RunTask): void {
  const log = narrowed(
    parent.command('log').description('the audit log: the newest entries on this device'),
  )
    .option('--limit <number>', 'how many', wholeNumber, 50)
    .action((options: ListOptions) => run((context) => list(context, options)));
  narrowed(
    log
      .command('export')
      .description('write entries to the output, the newest first; the older ones from the server'),
  )
    .addOption(
      new Option('--format <format>', 'form of the lines').choices(entryFormats).default('csv'),
    )
    .option('--here', 'only what is on this device')
    .action((options: ExportOptions, command: Command) =>
      run((context) =>
        // Options that both know are taken by the parent.
        exportEntries(context, { ...command.optsWithGlobals<ExportOptions>(), ...options }),
      ),
    );
  log
    .command('verify')
    .description('check every entry of the log; exit code 2 where it was tampered with')
    .action(() => run(verify));
  log
    .command('cut')
    .description('remove old entries from the server, leaving a signed checkpoint')
    .requiredOption('--before <date>', 'entries before this date or instant go', instant)
    .option('--confirm [word]', 'do it; without it the command only says what would go')
    .action((options: CutOptions) => run((context) => cut(context, options)));
}

function narrowed(command: Command): Command {
  return command
    .option('--tenant <key>', 'only entries of this tenant')
    .option('--actor <name>', 'only what this operator did')
    .option('--device <name>', 'only what was done on this device')
    .option('--action <action>', 'only this action, such as tenant_suspended')
    .option('--type <type>', 'only what was done to this kind of thing, such as api_key')
    .option('--resource <id>', 'only what was done to this one')
    .option('--failed', 'only what failed')
    .option('--from <date>', 'only from this date or instant on', instant)
    .option('--to <date>', 'only before this date or instant', instant)
    .option('--search <words>', 'only entries that have all these words');
}

async function filterOf(context: CommandContext, options: FilterOptions): Promise<EntryFilter> {
  const { tenant, actor, device, action, type, resource, failed, from, to, search } = options;
  const { client } = context.session;
  return {
    tenantId: tenant === undefined ? null : (await findTenant(client, tenant)).id,
    actor,
    device,
    action,
    resourceType: type,
    resourceId: resource,
    outcome: failed === true ? 'failed' : undefined,
    from,
    to,
    search,
  };
}

async function exportEntries(
  context: CommandContext,
  options: ExportOptions,
): Promise<CommandResult> {
  const { client } = context.session;
  const filter = await filterOf(context, options);
  if (options.here !== true) {
    await readyVault(context);
    await syncNow(context);
  }
  const entries: AuditEntry[] = [];
  const walk = everyEntry(client.audit, filter, options.here === true ? 'here' : 'everywhere');
  for await (const rows of walk) {
    entries.push(...rows);
    context.progress(`${String(entries.length)} entries …`);
  }
  context.progress('');
  const { format } = options;
  return {
    document: { entries },
    text: entryFileHead(format) + entryLines(entries, format),
    exit: exitCodes.done,
  };
}

async function list(context: CommandContext, options: ListOptions): Promise<CommandResult> {
  const { limit } = options;
  const filter = await filterOf(context, options);
  const page = await context.session.client.audit.recent({ ...filter, offset: 0, limit });
  return {
    document: { entries: page.rows, total: page.total },
    text: table(['WHEN', 'WHO', 'DEVICE', 'WHAT', 'OUTCOME', 'ON'], page.rows.map(line)),
    exit: exitCodes.done,
  };
}

const line = (entry: AuditEntry): readonly string[] => [
  entry.createdAt,
  entry.actor,
  entry.device,
  entry.action,
  entry.outcome,
  entry.resource_id,
];

async function verify(context: CommandContext): Promise<CommandResult> {
  await readyVault(context);
  const away = await syncNow(context).then(
    () => null,
    (error: unknown) => reportError(error),
  );
  context.progress('verifying …');
  const result = await context.session.client.audit.verify();
  context.progress('');
  return {
    document: { ...result },
    text: logFacts(result) + logFindings(result),
    notes: away === null ? [] : [`The server was not asked first: ${away.message}`],
    exit: result.findings.length === 0 ? exitCodes.done : exitCodes.differences,
  };
}

async function cut(context: CommandContext, options: CutOptions): Promise<CommandResult> {
  const { before, confirm } = options;
  const { client } = context.session;
  await readyVault(context);
  await syncNow(context);
  context.progress('reading the log …');
  if (confirm === undefined) {
    const preview = await client.audit.previewCut({ before });
    context.progress('');
    return {
      document: { ...preview, done: false },
      text: `${entries(preview.entries)} before ${before} would go, ${String(preview.kept)} would stay.\n`,
      notes: ['Nothing was changed; --confirm does it.'],
      exit: exitCodes.done,
    };
  }
  const result = await client.audit.cut({ before, confirm: confirm === true ? 'cut' : confirm });
  context.progress('');
  return {
    document: { ...result, done: true },
    text: `${entries(result.entries)} before ${before} removed, ${String(result.kept)} kept.\n`,
    exit: exitCodes.done,
  };
}

function entries(number: number): string {
  return number === 1 ? '1 entry' : `${String(number)} entries`;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 500) return number;
  throw new InvalidArgumentError('It takes a whole number from 1 to 500.');
}

function instant(text: string): string {
  const time = Date.parse(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time)) return new Date(time).toISOString();
  throw new InvalidArgumentError('It takes a date as 2026-01-31, or an instant.');
}
