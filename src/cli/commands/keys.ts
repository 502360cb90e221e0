import { InvalidArgumentError, Option, type Command } from 'commander';
import type { KeyMark, KeyRow, MadeKey } from '../../shared/bridge/key-views.ts';
import type { ConsoleClient } from '../../shared/bridge/contract.ts';
import { keyStates, type KeyState } from '../../shared/conflicts/safest-apikey.ts';
import type { CommandResult, RunTask } from '../command.ts';
import { hoursFrom } from '../duration.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';
import { keyTable } from '../key-text.ts';
import { takesEffect } from '../next-apply.ts';
import { count } from '../plan-text.ts';
import { addKeysScan } from './keys-scan.ts';

const pageSize = 500;
const dayLength = 86_400_000;
const shownOnce = 'Keep it now: it is shown this once and nowhere else.';

interface ListOptions {
  readonly tenant?: string;
  readonly state?: string;
  readonly stale?: true;
  readonly search: string;
}
interface CreateOptions {
  readonly name: string;
  readonly readOnly?: true;
  readonly database?: readonly string[];
  readonly expires?: string;
}
interface RotateOptions {
  readonly overlap: number;
  readonly idle?: number;
}

/** `mycouch keys`: the API keys of the tenants. */
export function addKeys(program: Command, run: RunTask): void {
  const keys = program
    .command('keys')
    .description('API keys, which applications exchange for tokens');
  keys
    .command('list')
    .description('the keys of one tenant or all, without what is secret of them')
    .option('--tenant <key>', 'only keys of this tenant')
    .addOption(new Option('--state <state>', 'only keys in this state').choices(keyStates))
    .option('--stale', 'only working keys that nobody used for 90 days')
    .option('--search <text>', 'only those with these words in name, prefix, tenant or maker', '')
    .action((options: ListOptions) =>
      run(async ({ session: { client } }) => {
        const rows = await allKeys(client, options);
        return { document: { keys: rows }, text: keyTable(rows), exit: exitCodes.done };
      }),
    );
  keys
    .command('create')
    .description('make a key and print it, this once, on standard output')
    .argument('<tenant>', 'key or id of the tenant')
    .requiredOption('--name <name>', 'what it is for')
    .option('--read-only', 'tokens made from it may not write')
    .option(
      '--database <name...>',
      'only these databases of the tenant, as the blueprint names them',
    )
    .option('--expires <when>', 'a date as 2027-01-31, or days from now as 90d', expiry)
    .action((tenant: string, options: CreateOptions) =>
      run(async ({ session: { client } }) =>
        made(
          await client.keys.create({
            tenantId: (await findTenant(client, tenant)).id,
            name: options.name,
            scopes: {
              access: options.readOnly === true ? 'read' : 'write',
              databases: options.database === undefined ? null : [...options.database],
            },
            expiresAt: options.expires ?? null,
          }),
        ),
      ),
    );
  keys
    .command('rename')
    .description('give a key another name')
    .argument('<id>', 'id of the key')
    .argument('<name>', 'the new name')
    .action((id: string, name: string) =>
      run(async ({ session: { client } }) => {
        const key = await client.keys.edit({ id: keyId(id), name });
        return { document: { key }, text: keyTable([key]), exit: exitCodes.done };
      }),
    );
  keys
    .command('revoke')
    .description('end keys for good; tokens made from them live on for up to an hour unless --hard')
    .argument('<id...>', 'ids of the keys')
    .option('--hard', 'have every token of their tenants refused too, with the next apply')
    .option('--reason <text>', 'for the audit log', '')
    .action((ids: readonly string[], options: { readonly hard?: true; readonly reason: string }) =>
      run(async ({ session: { client } }) => {
        const { reason } = options;
        const hard = options.hard === true;
        const report = await client.keys.revoke({ keyIds: ids.map(keyId), reason, hard });
        const gone = `${count(report.revoked, 'key')} revoked; nothing is exchanged for ${report.revoked === 1 ? 'it' : 'them'} any more.`;
        const tokens = hard
          ? `Every token of ${count(report.tenants, 'tenant')} is to be refused; ${takesEffect}.`
          : 'Tokens that were made before live on until they expire, an hour at most.';
        return { document: { ...report }, text: `${gone} ${tokens}\n`, exit: exitCodes.done };
      }),
    );
  keys
    .command('rotate')
    .description('make a new key in the place of another one and print it, this once')
    .argument('<id>', 'id of the key to be replaced')
    .option(
      '--overlap <time>',
      'how long the old one goes on (90m, 24h, 7d); 0: it is revoked at once',
      hoursFrom,
      24,
    )
    .option('--idle <time>', 'end the old one earlier, once nobody used it for so long', idleHours)
    .action((id: string, { overlap, idle }: RotateOptions) =>
      run(async ({ session: { client } }) =>
        made(
          await client.keys.rotate({
            id: keyId(id),
            overlapHours: overlap,
            idleHours: idle ?? null,
          }),
        ),
      ),
    );
  addKeysScan(keys, run);
}

/** On standard output stands the key alone, for whoever pipes it on. */
function made({ key, secret }: MadeKey): CommandResult {
  return {
    document: { key, secret },
    text: `${secret}\n`,
    notes: [`The key ${key.name} (${key.id}) of the tenant ${key.tenantKey}. ${shownOnce}`],
    exit: exitCodes.done,
  };
}

async function allKeys(client: ConsoleClient, options: ListOptions): Promise<readonly KeyRow[]> {
  const tenantId =
    options.tenant === undefined ? null : (await findTenant(client, options.tenant)).id;
  const state: KeyState | undefined = keyStates.find((one) => one === options.state);
  const mark: KeyMark | null = options.stale === true ? 'stale' : null;
  const rows: KeyRow[] = [];
  for (;;) {
    const page = await client.keys.list({
      search: options.search,
      tenantId,
      state: state ?? 'all',
      mark,
      sort: 'tenant',
      direction: 'asc',
      offset: rows.length,
      limit: pageSize,
    });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

/** What lists show of a key does for its id. */
function keyId(text: string): string {
  return /^myc_([0-9A-Za-z]{12})(_|$)/.exec(text)?.[1] ?? text;
}

function expiry(text: string): string {
  const [, days] = /^([1-9]\d{0,4})d$/.exec(text) ?? [];
  if (days !== undefined) return new Date(Date.now() + Number(days) * dayLength).toISOString();
  const time = Date.parse(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time)) return new Date(time).toISOString();
  throw new InvalidArgumentError('It takes a date as 2027-01-31, or days as 90d.');
}

function idleHours(text: string): number {
  const hours = hoursFrom(text);
  if (hours >= 1) return hours;
  throw new InvalidArgumentError('It takes an hour at least.');
}
