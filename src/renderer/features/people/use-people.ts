import {
  keepPreviousData,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { PeoplePage, PersonRow } from '../../../shared/bridge/people-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import type { PeopleFilter } from '../../app/data/people-filter.ts';

const pageSize = 100;

interface FilteredPage extends PeoplePage {
  readonly asked: PeopleFilter;
}

export interface PeopleRows {
  readonly page: FilteredPage | undefined;
  /** True while what is shown still belongs to the filter before. */
  readonly behind: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  /** The row at an index, undefined while its page is on its way. */
  readonly rowAt: (index: number) => PersonRow | undefined;
}

/** The people of a filter, of whom only the pages on screen are asked for. */
export function usePeopleRows(filter: PeopleFilter, first: number, last: number): PeopleRows {
  const client = useClient();
  const load = (asked: PeopleFilter, page: number) => ({
    queryKey: keys.peoplePage(asked, page),
    queryFn: async (): Promise<FilteredPage> => ({
      ...(await client.people.list({ ...asked, offset: page * pageSize, limit: pageSize })),
      asked,
    }),
  });
  const head = useQuery({ ...load(filter, 0), placeholderData: keepPreviousData });
  const shown = head.data?.asked ?? filter;
  const end = Math.min(last, (head.data?.total ?? 0) - 1);
  const from = Math.max(1, Math.floor(first / pageSize));
  const to = Math.floor(Math.max(0, end) / pageSize);
  const wanted = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const later = useQueries({ queries: wanted.map((page) => load(shown, page)) });
  return {
    page: head.data,
    behind: head.isPlaceholderData,
    error: head.error,
    retry: () => {
      void head.refetch();
    },
    rowAt(index) {
      const page = Math.floor(index / pageSize);
      const rows = page === 0 ? head.data?.rows : later[wanted.indexOf(page)]?.data?.rows;
      return rows?.[index % pageSize];
    },
  };
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
