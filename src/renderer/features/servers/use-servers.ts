import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { ServerRow } from '../../../shared/bridge/server-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { leaveServer } from '../../app/data/leave-server.ts';

const using = ['servers', 'use'] as const;

/** Turns to another known server; whatever belonged to the one before is put away at once. */
export function useSwitchServer() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationKey: using,
    mutationFn: ({ serverId }: Pick<ServerRow, 'serverId' | 'name'>) =>
      client.servers.use({ serverId }),
    onSuccess: async (connected) => {
      queries.setQueryData(keys.connection, connected);
      leaveServer(queries);
      await queries.invalidateQueries();
    },
  });
}

/** The server that is being turned to, from wherever that was asked; null while none is. */
export function useSwitching(): string | null {
  const names = useMutationState({
    filters: { mutationKey: using, status: 'pending' },
    select: ({ state }) => nameIn(state.variables),
  });
  return names.at(-1) ?? null;
}

function nameIn(variables: unknown): string {
  return typeof variables === 'object' &&
    variables !== null &&
    'name' in variables &&
    typeof variables.name === 'string'
    ? variables.name
    : '';
}

type Marks = Parameters<ConsoleClient['servers']['mark']>[0];

/** Names and marks a server. */
export function useMarkServer() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (marks: Marks) => client.servers.mark(marks),
    onSuccess: async (rows) => {
      queries.setQueryData(keys.servers, rows);
      await queries.invalidateQueries({ queryKey: keys.connection });
      await queries.invalidateQueries({ queryKey: keys.plan });
    },
  });
}

export function useForgetServer() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (serverId: string) => client.servers.forget({ serverId }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.servers }),
  });
}
