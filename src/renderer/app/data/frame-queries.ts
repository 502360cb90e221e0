import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AppState } from '../../../shared/bridge/views.ts';
import { useClient } from '../bridge-context.tsx';
import { keys } from './keys.ts';
import { settled, type LiveRun } from './plan-progress.ts';

/** What the frame shows of the application itself. */
export function useAppState() {
  const client = useClient();
  return useQuery({ queryKey: keys.appState, queryFn: () => client.app.state() });
}

export function useVault() {
  const client = useClient();
  return useQuery({ queryKey: keys.vault, queryFn: () => client.vault.status() });
}

/** The connected server, null where there is none. */
export function useConnection() {
  const client = useClient();
  return useQuery({ queryKey: keys.connection, queryFn: () => client.connection.current() });
}

export function useSyncStatus() {
  const client = useClient();
  return useQuery({ queryKey: keys.sync, queryFn: () => client.sync.status() });
}

/** Replication of every database, with what has been. */
export function useSyncOverview() {
  const client = useClient();
  return useQuery({ queryKey: keys.syncOverview, queryFn: () => client.sync.overview() });
}

/** How many conflicts wait for a person, and how many were merged without one since start. */
export function useConflictTotals() {
  const client = useClient();
  return useQuery({
    queryKey: keys.conflictTotals,
    queryFn: async () => {
      const asked = { search: '', kind: null, offset: 0, limit: 1 };
      const { total, mergedQuietly } = await client.conflicts.list(asked);
      return { total, mergedQuietly };
    },
  });
}

/** What met when this device came back, until somebody has looked at it. */
export function useCatchUp() {
  const client = useClient();
  return useQuery({ queryKey: keys.catchUp, queryFn: () => client.catchUp.current() });
}

/** What was changed on the server by hand, as the last sweep found it. */
export function useDrift() {
  const client = useClient();
  const connected = useConnection().data;
  return useQuery({
    queryKey: keys.drift,
    queryFn: () => client.drift.current(),
    enabled: connected !== undefined && connected !== null,
  });
}

/** Who applies to the server; null where none is connected. */
export function useLease() {
  const client = useClient();
  return useQuery({ queryKey: keys.lease, queryFn: () => client.lease.status() });
}

/** The servers this console knows. */
export function useServers() {
  const client = useClient();
  return useQuery({ queryKey: keys.servers, queryFn: () => client.servers.list() });
}

/** How far the plan is that is being applied; null while none is. */
export function useApplying(): { readonly settled: number; readonly total: number } | null {
  const { data } = useQuery({
    queryKey: keys.planProgress,
    queryFn: (): LiveRun | null => null,
    enabled: false,
    initialData: null,
    select: (run) => (run?.running === true ? { settled: settled(run), total: run.total } : null),
  });
  return data;
}

/** Sets the theme; the screen changes at once and goes back if main refuses. */
export function useSetTheme() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (theme: AppState['theme']) => client.app.setTheme({ theme }),
    onMutate: (theme) => {
      queries.setQueryData<AppState>(keys.appState, (state) =>
        state === undefined ? state : { ...state, theme },
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.appState }),
  });
}

/** Puts text on the clipboard through main. */
export function useCopy() {
  const client = useClient();
  return useMutation({
    mutationFn: (copied: { text: string; secret: boolean }) => client.app.copy(copied),
  });
}
