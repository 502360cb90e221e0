import type { SyncStatus } from '../../sync-status.ts';
import type { SyncOverview } from '../sync-views.ts';
import { call, nothing } from './call.ts';

export const syncCalls = {
  /** Of the registry. */
  status: call<SyncStatus>()('console.use', nothing),
  /** Of every database, with what has been. */
  overview: call<SyncOverview>()('console.use', nothing),
  /** Replicates both ways now and answers the checked status of the registry. */
  now: call<SyncStatus>()('console.use', nothing),
} as const;
