import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useBridge } from '../bridge-context.tsx';
import { errorWords } from '../error-words.ts';
import { keys } from './keys.ts';
import { addProgress, type LiveRun } from './plan-progress.ts';
import { throttle } from './throttle.ts';

/** A bulk import tells of hundreds of changes; the screen follows a few times a second. */
const refreshInterval = 200;

/** Keeps every query true to what main tells. Draws nothing. */
export function LiveEvents() {
  const bridge = useBridge();
  const queries = useQueryClient();
  useEffect(() => {
    const refresh = (...key: readonly string[]) => {
      void queries.invalidateQueries({ queryKey: key });
    };
    const registry = throttle(() => {
      refresh(...keys.tenants);
      refresh(...keys.audit);
      refresh(...keys.problems);
      refresh(...keys.planCurrent);
    }, refreshInterval);
    const stops = [
      bridge.on('registry.changed', () => {
        registry.call();
      }),
      bridge.on('sync.status', (status) => {
        queries.setQueryData(keys.sync, status);
      }),
      bridge.on('plan.progress', (event) => {
        queries.setQueryData<LiveRun | null>(keys.planProgress, (run) => addProgress(run, event));
        if (!event.running) {
          refresh(...keys.plan);
          registry.call();
        }
      }),
      bridge.on('plan.changed', () => {
        refresh(...keys.plan);
        registry.call();
      }),
      bridge.on('connection.changed', (connection) => {
        queries.setQueryData(keys.connection, connection);
        refresh(...keys.plan);
        refresh(...keys.appState);
        refresh(...keys.sync);
      }),
      bridge.on('vault.changed', (vault) => {
        queries.setQueryData(keys.vault, vault);
        refresh(...keys.tenants);
      }),
      bridge.on('app.problem', (problem) => {
        const { title, message, remedy } = errorWords(problem);
        notifications.show({
          id: `problem-${problem.code}`,
          title,
          message: `${message} ${remedy}`.trim(),
          color: 'red',
          autoClose: false,
        });
      }),
    ];
    return () => {
      registry.stop();
      for (const stop of stops) stop();
    };
  }, [bridge, queries]);
  return null;
}
