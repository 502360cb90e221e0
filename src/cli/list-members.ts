import type { ConsoleClient } from '../shared/bridge/contract.ts';
import type { MemberRow } from '../shared/bridge/people-views.ts';
import type { CommandResult } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { table } from './table.ts';

const pageSize = 500;

/** The members of one tenant, all pages of them; owners first. */
export async function membersTask(
  client: ConsoleClient,
  tenantId: string,
  search: string,
): Promise<CommandResult> {
  const members: MemberRow[] = [];
  let withoutOwner = false;
  for (;;) {
    const page = await client.people.ofTenant({
      tenantId,
      search,
      offset: members.length,
      limit: pageSize,
    });
    members.push(...page.members);
    withoutOwner = page.withoutOwner;
    if (page.members.length === 0 || members.length >= page.total) break;
  }
  return {
    document: { members, withoutOwner },
    text:
      members.length === 0
        ? 'No members.\n'
        : table(
            ['ADDRESS', 'NAME', 'ROLE', 'FURTHER ROLES', 'LAST SIGN-IN'],
            members.map(({ email, name, role, furtherRoles, lastLoginAt }) => [
              email,
              name,
              role,
              furtherRoles.join(', '),
              lastLoginAt ?? 'never',
            ]),
          ),
    notes: withoutOwner ? ['The tenant is without an owner: make somebody one.'] : [],
    exit: exitCodes.done,
  };
}
