import { notifyManager, QueryClient } from '@tanstack/react-query';

// Answers are drawn at once: the timer that is usual would come a frame later where the window is busy.
notifyManager.setScheduler(queueMicrotask);

/**
 * Main tells by events when something changed, so nothing goes stale by time. Everything is local:
 * a query must not wait for the network, which is why the mode is `always`.
 */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 60_000,
        retry: false,
        networkMode: 'always',
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      // A finished mutation holds on to what was typed for it, passwords among it.
      mutations: { retry: false, networkMode: 'always', gcTime: 0 },
    },
  });
}
