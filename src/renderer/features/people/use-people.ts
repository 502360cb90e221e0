import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { PeoplePage } from '../../../shared/bridge/people-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import type { PeopleFilter } from '../../app/data/people-filter.ts';
import { usePagedRows, type PagedRows } from '../../app/data/use-paged-rows.ts';

/** The people of a filter, of whom only those on screen are asked for. */
export function usePeopleRows(filter: PeopleFilter): PagedRows<PeopleFilter, PeoplePage> {
  const { people } = useClient();
  return usePagedRows({ keyOf: keys.peoplePage, ask: (asked) => people.list(asked) }, filter);
}

/** Somebody of the list; an address alone where they were only invited. */
export interface PersonRef {
  readonly userId: string | null;
  readonly email: string;
}

/** What tells one of the list from the others. */
export function refKey({ userId, email }: PersonRef): string {
  return userId ?? `@${email.toLowerCase()}`;
}

/** Somebody with everything the registry knows of them. */
export function usePerson(ref: PersonRef) {
  const client = useClient();
  const { userId, email } = ref;
  return useQuery({
    queryKey: keys.person(refKey(ref)),
    queryFn: () => client.people.get({ userId, email }),
  });
}

/** How many members the pane of a tenant shows at once. */
const shownMembers = 500;

/** Who is in a tenant and who may come. */
export function useTenantPeople(tenantId: string, search: string) {
  const client = useClient();
  return useQuery({
    queryKey: keys.tenantPeople(tenantId, search),
    queryFn: () => client.people.ofTenant({ tenantId, search, offset: 0, limit: shownMembers }),
    placeholderData: keepPreviousData,
  });
}

/** A change to people, invitations, sharing or applications; what shows them is read again. */
export function usePeopleChange<Input, Result>(
  change: (client: ConsoleClient, input: Input) => Promise<Result>,
) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    // An answer may have a link in it, which is shown once and not kept.
    gcTime: 0,
    mutationFn: (input: Input) => change(client, input),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.people });
      void queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
}

/** Where people reach the gateway; null where nobody has said so. */
export function useGateway() {
  const client = useClient();
  return useQuery({ queryKey: keys.gateway, queryFn: () => client.invitations.gateway() });
}
