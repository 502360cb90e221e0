import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ConnectionInfo } from '../../../shared/bridge/views.ts';
import { useBridge } from '../bridge-context.tsx';
import { errorWords } from '../error-words.ts';
import { keys } from './keys.ts';
import { leaveServer } from './leave-server.ts';
import { addProgress, missedSome, type LiveRun } from './plan-progress.ts';
import { throttle } from './throttle.ts';

/** A bulk import tells of hundreds of changes; the screen follows a few times a second. */
const refreshInterval = 200;

/** How often a window that opened during a run asks for what it has not heard. */
const planInterval = 1000;

/** Replication tells of every batch; nobody reads faster than this. */
const syncInterval = 500;

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
      refresh(...keys.people);
      refresh(...keys.apiKeys);
      refresh(...keys.gateways);
      refresh(...keys.audit);
      refresh(...keys.problems);
      refresh(...keys.planCurrent);
    }, refreshInterval);
    const plan = throttle(() => {
      refresh(...keys.planCurrent);
    }, planInterval);
    const sync = throttle(() => {
      refresh(...keys.syncOverview);
    }, syncInterval);
    const conflicts = throttle(() => {
      refresh(...keys.conflicts);
    }, refreshInterval);
    const audit = throttle(() => {
      refresh(...keys.audit);
    }, refreshInterval);
    const stops = [
      bridge.on('audit.changed', () => {
        audit.call();
      }),
      bridge.on('registry.changed', () => {
        registry.call();
      }),
      bridge.on('sync.status', (status) => {
        queries.setQueryData(keys.sync, status);
      }),
      bridge.on('sync.changed', () => {
        sync.call();
      }),
      bridge.on('conflicts.changed', () => {
        conflicts.call();
      }),
      bridge.on('catchUp.changed', (state) => {
        queries.setQueryData(keys.catchUp, state);
      }),
      bridge.on('plan.progress', (event) => {
        const run = addProgress(queries.getQueryData<LiveRun | null>(keys.planProgress), event);
        queries.setQueryData(keys.planProgress, run);
        if (event.running && missedSome(run)) plan.call();
        if (!event.running) {
          refresh(...keys.plan);
          registry.call();
        }
      }),
      bridge.on('tenants.progress', (progress) => {
        queries.setQueryData(keys.tenantsProgress, progress);
      }),
      bridge.on('plan.changed', () => {
        refresh(...keys.plan);
        registry.call();
      }),
      bridge.on('drift.changed', (report) => {
        queries.setQueryData(keys.drift, report);
        registry.call();
      }),
      bridge.on('leaks.progress', (progress) => {
        queries.setQueryData(keys.leakProgress, progress);
        if (!progress.running) refresh(...keys.leaks);
      }),
      bridge.on('lease.changed', (lease) => {
        queries.setQueryData(keys.lease, lease);
      }),
      bridge.on('servers.changed', () => {
        refresh(...keys.servers);
        refresh(...keys.connection);
      }),
      bridge.on('connection.changed', (connection) => {
        const before = queries.getQueryData<ConnectionInfo | null>(keys.connection);
        queries.setQueryData(keys.connection, connection);
        if (before?.serverId !== connection?.serverId) leaveServer(queries);
        refresh(...keys.servers);
        refresh(...keys.plan);
        refresh(...keys.appState);
        refresh(...keys.sync);
        refresh(...keys.syncOverview);
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
      plan.stop();
      sync.stop();
      conflicts.stop();
      audit.stop();
      for (const stop of stops) stop();
    };
  }, [bridge, queries]);
  return null;
}
