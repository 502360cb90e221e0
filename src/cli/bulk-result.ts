import type { TenantBulkReport } from '../shared/bridge/tenant-views.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { takesEffect } from './next-apply.ts';

/** What one thing done to `asked` tenants came to. Each reason of a refusal is told on standard error. */
export function bulkResult(
  report: TenantBulkReport,
  asked: number,
  done: string,
  note: CommandContext['note'],
): CommandResult {
  for (const { keys, message } of report.refused) note(`Refused: ${keys.join(', ')}. ${message}`);
  const so = report.unchanged > 0 ? `, ${String(report.unchanged)} so already` : '';
  const left = report.left > 0 ? `, ${String(report.left)} not come to` : '';
  const effect = report.done > 0 ? `; ${takesEffect}` : '';
  return {
    document: { report },
    text: `${String(report.done)} of ${String(asked)} tenants ${done} in the registry${so}${left}${effect}.\n`,
    exit: report.refused.length + report.left > 0 ? exitCodes.failed : exitCodes.done,
  };
}
