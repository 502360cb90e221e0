import type { Command } from 'commander';
import type { ConsoleClient } from '../../shared/bridge/contract.ts';
import type { InvitationView, MadeInvitation } from '../../shared/bridge/people-views.ts';
import { tenantRoleSchema } from '../../shared/documents/membership.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';
import { facts, table } from '../table.ts';
import { furtherOf, roleOption } from './people.ts';

const pageSize = 500;
const withoutGateway =
  'The gateway’s address is not known, so there is no link: hand over the token, or set the address in the console’s settings and resend.';

/** `mycouch invite …`: offers of a membership by links that work once. */
export function addInvite(program: Command, run: RunTask): void {
  const invite = program
    .command('invite')
    .description('invitations into a tenant; a link is shown once and works once, for seven days');
  addCreate(invite, run);
  addList(invite, run);
  addResend(invite, run);
  addRevoke(invite, run);
}

function addCreate(parent: Command, run: RunTask): void {
  parent
    .command('create')
    .description('make links for addresses; they are on standard output')
    .argument('<key>', 'key or id of the tenant')
    .argument('<addresses...>', 'addresses, also as “Anna Müller <anna@example.org>”')
    .addOption(roleOption())
    .option('--further <roles>', 'further roles, with commas between them')
    .action((key: string, addresses: string[], options: { role: string; further?: string }) =>
      run(async ({ session: { client } }) => {
        const { id } = await findTenant(client, key);
        const report = await client.invitations.create({
          tenantId: id,
          list: addresses.join('\n'),
          role: tenantRoleSchema.parse(options.role),
          furtherRoles: furtherOf(options.further),
        });
        return {
          document: report,
          text: report.made.map(secretText).join('\n'),
          notes: [
            ...report.problems.map(({ text, message }) => `${text}: ${message}`),
            ...(report.made.some(({ link }) => link === null) ? [withoutGateway] : []),
          ],
          exit: report.problems.length === 0 ? exitCodes.done : exitCodes.failed,
        };
      }),
    );
}

function addList(parent: Command, run: RunTask): void {
  parent
    .command('list')
    .description('invitations with their state; never their links')
    .argument('[key]', 'key or id of a tenant; all of them without it')
    .action((key: string | undefined) =>
      run(async ({ session: { client } }) => {
        const tenantId = key === undefined ? null : (await findTenant(client, key)).id;
        const rows = await allInvitations(client, tenantId);
        return {
          document: { invitations: rows },
          text:
            rows.length === 0
              ? 'No invitations.\n'
              : table(
                  ['ADDRESS', 'TENANT', 'ROLE', 'STATE', 'EXPIRES', 'ID'],
                  rows.map((one) => [
                    one.email,
                    one.tenantKey,
                    one.role,
                    one.state,
                    one.expiresAt,
                    one.invitationId,
                  ]),
                ),
          exit: exitCodes.done,
        };
      }),
    );
}

function addResend(parent: Command, run: RunTask): void {
  parent
    .command('resend')
    .description('make another link, for another seven days; the one before works no more')
    .argument('<key>', 'key or id of the tenant')
    .argument('<invitation>', 'id of the invitation, or the address it was made for')
    .action((key: string, named: string) =>
      run(async ({ session: { client } }) => {
        const { id } = await findTenant(client, key);
        const { invitationId } = await findInvitation(client, id, named);
        const made = await client.invitations.resend({ tenantId: id, invitationId });
        return {
          document: made,
          text: secretText(made),
          notes: made.link === null ? [withoutGateway] : [],
          exit: exitCodes.done,
        };
      }),
    );
}

function addRevoke(parent: Command, run: RunTask): void {
  parent
    .command('revoke')
    .description('let a link work no more')
    .argument('<key>', 'key or id of the tenant')
    .argument('<invitation>', 'id of the invitation, or the address it was made for')
    .action((key: string, named: string) =>
      run(async ({ session: { client } }) => {
        const { id } = await findTenant(client, key);
        const { invitationId, email } = await findInvitation(client, id, named);
        const { changed } = await client.invitations.revoke({ tenantId: id, invitationId });
        return {
          document: { invitation: invitationId, changed },
          text: changed
            ? `The invitation of ${email} is revoked.\n`
            : `The invitation of ${email} was revoked already.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}

async function allInvitations(
  client: ConsoleClient,
  tenantId: string | null,
): Promise<readonly InvitationView[]> {
  const rows: InvitationView[] = [];
  for (;;) {
    const page = await client.invitations.list({ tenantId, offset: rows.length, limit: pageSize });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

/** By its id, or the address: then one that can still be answered or sent anew, which come first. */
async function findInvitation(
  client: ConsoleClient,
  tenantId: string,
  named: string,
): Promise<InvitationView> {
  const wanted = named.trim().toLowerCase();
  const found = (await allInvitations(client, tenantId)).find(
    ({ invitationId, email }) => invitationId === wanted || email.toLowerCase() === wanted,
  );
  if (found !== undefined) return found;
  throw new ConsoleError('not-found', 'There is no such invitation in this tenant.', {
    remedy: 'Look for it with `mycouch invite list`.',
  });
}

function secretText({ email, link, token, expiresAt }: MadeInvitation): string {
  return facts([
    ['for', email],
    link === null ? ['token', token] : ['link', link],
    ['works until', expiresAt],
  ]);
}
