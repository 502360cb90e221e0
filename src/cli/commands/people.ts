import { Option, type Command } from 'commander';
import { z } from 'zod';
import { personFilters, type PersonRow } from '../../shared/bridge/people-views.ts';
import { tenantRoles, tenantRoleSchema } from '../../shared/documents/membership.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findPerson } from '../find-person.ts';
import { findTenant } from '../find-tenant.ts';
import { membersTask } from '../list-members.ts';
import { listTask, peopleTable } from '../list-people.ts';

const filterSchema = z.enum(personFilters);

/** `mycouch people …`: who is in which tenant. */
export function addPeopleCommands(program: Command, run: RunTask): void {
  const people = program.command('people').description('people and their places in tenants');
  addList(people, run);
  addAdd(people, run);
  addRole(people, run);
  addRemove(people, run);
  addRemoveEverywhere(people, run);
  addTransfer(people, run);
}

/** `--role`, as it is for adding and inviting. */
export function roleOption(): Option {
  return new Option('--role <role>', 'what they may do in the tenant')
    .choices(tenantRoles)
    .default('viewer');
}

/** `cashier,cook` → both. */
export function furtherOf(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((role) => role.trim() !== '');
}

function addList(parent: Command, run: RunTask): void {
  parent
    .command('list')
    .description('everybody across all tenants, or the members of one')
    .option('--tenant <key>', 'key or id of a tenant: only its members, with their roles')
    .addOption(
      new Option('--filter <filter>', 'which people').choices(personFilters).default('all'),
    )
    .option('--search <text>', 'only those with these words in name or address', '')
    .action((options: { tenant?: string; filter: string; search: string }) =>
      run(async ({ session: { client } }) => {
        if (options.tenant !== undefined) {
          const { id } = await findTenant(client, options.tenant);
          return membersTask(client, id, options.search);
        }
        const rows: readonly PersonRow[] = await listTask(
          client,
          filterSchema.parse(options.filter),
          options.search,
        );
        return { document: { people: rows }, text: peopleTable(rows), exit: exitCodes.done };
      }),
    );
}

interface AddOptions {
  readonly role: string;
  readonly further?: string;
  readonly also?: readonly string[];
}

function addAdd(parent: Command, run: RunTask): void {
  parent
    .command('add')
    .description('add people to a tenant by their addresses')
    .argument('<key>', 'key or id of the tenant')
    .argument('<addresses...>', 'addresses, also as “Anna Müller <anna@example.org>”')
    .option('--also <keys...>', 'keys or ids of further tenants')
    .addOption(roleOption())
    .option('--further <roles>', 'further roles, with commas between them')
    .action((key: string, addresses: string[], options: AddOptions) =>
      run(async ({ session: { client } }) => {
        const keys = [key, ...(options.also ?? [])];
        const tenantIds: string[] = [];
        for (const one of keys) tenantIds.push((await findTenant(client, one)).id);
        const report = await client.people.add({
          tenantIds,
          list: addresses.join('\n'),
          role: tenantRoleSchema.parse(options.role),
          furtherRoles: furtherOf(options.further),
        });
        const { added, back, already, problems } = report;
        return {
          document: report,
          text: `${String(added + back)} added to ${keys.join(', ')}, ${String(already)} there already.\n`,
          notes: problems.map(({ text, message }) => `${text}: ${message}`),
          exit: problems.length === 0 ? exitCodes.done : exitCodes.failed,
        };
      }),
    );
}

function addRole(parent: Command, run: RunTask): void {
  parent
    .command('role')
    .description('change the role of a member, or their further roles')
    .argument('<key>', 'key or id of the tenant')
    .argument('<person>', 'address or id of the person')
    .argument('<role>', tenantRoles.join(', '))
    .option('--further <roles>', 'further roles, with commas between them; empty for none')
    .action((key: string, named: string, role: string, options: { further?: string }) =>
      run(async ({ session: { client } }) => {
        const { id } = await findTenant(client, key);
        const { userId, email } = await findPerson(client, named);
        const read = tenantRoleSchema.safeParse(role);
        const { changed } = await client.people.change({
          tenantId: id,
          userId,
          role: requireRole(read),
          ...(options.further === undefined ? {} : { furtherRoles: furtherOf(options.further) }),
        });
        return {
          document: { person: userId, tenant: id, changed },
          text: changed ? `${email} is ${role} of ${key} now.\n` : 'Nothing to change.\n',
          exit: exitCodes.done,
        };
      }),
    );
}

function addRemove(parent: Command, run: RunTask): void {
  parent
    .command('remove')
    .description('remove a member from a tenant')
    .argument('<key>', 'key or id of the tenant')
    .argument('<person>', 'address or id of the person')
    .action((key: string, named: string) =>
      run(async ({ session: { client } }) => {
        const { id } = await findTenant(client, key);
        const { userId, email } = await findPerson(client, named);
        const { changed } = await client.people.remove({ tenantId: id, userId });
        return {
          document: { person: userId, tenant: id, changed },
          text: changed
            ? `${email} is no member of ${key} any more.\n`
            : `${email} was no member of ${key} any more.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}

function addRemoveEverywhere(parent: Command, run: RunTask): void {
  parent
    .command('remove-everywhere')
    .description('remove a person from every tenant; they may sign in nowhere any more')
    .argument('<person>', 'address or id of the person')
    .action((named: string) =>
      run(async ({ session: { client } }) => {
        const { userId, email } = await findPerson(client, named);
        const report = await client.people.removeEverywhere({ userId });
        const { changed, memberships, invitations, keys } = report;
        return {
          document: { person: userId, ...report },
          text: changed
            ? `${email} is removed: ${String(memberships)} memberships ended, ${String(invitations)} invitations revoked.\n`
            : `${email} was removed already.\n`,
          notes:
            keys === 0
              ? []
              : [`${String(keys)} API keys they made still work; they belong to their tenants.`],
          exit: exitCodes.done,
        };
      }),
    );
}

function addTransfer(parent: Command, run: RunTask): void {
  parent
    .command('transfer')
    .description('hand ownership of a tenant to another member; the former owner becomes admin')
    .argument('<key>', 'key or id of the tenant')
    .argument('<from>', 'address or id of the owner')
    .argument('<to>', 'address or id of the member who is to be owner')
    .action((key: string, from: string, to: string) =>
      run(async ({ session: { client } }) => {
        const { id } = await findTenant(client, key);
        const former = await findPerson(client, from);
        const next = await findPerson(client, to);
        const { changed } = await client.people.transfer({
          tenantId: id,
          from: former.userId,
          to: next.userId,
        });
        return {
          document: { tenant: id, from: former.userId, to: next.userId, changed },
          text: `${next.email} owns ${key} now; ${former.email} is admin.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}

function requireRole(read: z.ZodSafeParseResult<z.infer<typeof tenantRoleSchema>>) {
  if (read.success) return read.data;
  throw new ConsoleError('invalid-input', 'There is no such role.', {
    remedy: `Give one of ${tenantRoles.join(', ')}.`,
  });
}
