import { reportError, type ErrorReport } from '../../shared/errors.ts';
import type { SyncState } from '../../shared/sync-status.ts';

/** How a failed replication is shown and when it is tried again. */
export interface SyncFailure {
  readonly state: Extract<SyncState, 'offline' | 'error'>;
  readonly report: ErrorReport;
  /** `soon`: with back-off; `late`: after `lateRetry`; `never`: only when asked. */
  readonly retry: 'soon' | 'late' | 'never';
}

/** CouchDB keeps a locked-out account locked for five minutes; asking earlier would only prolong it. */
export const lateRetry = 6 * 60_000;

/** Tells a server that is away from one that answers with a refusal. */
export function describeFailure(error: unknown): SyncFailure {
  const report = reportError(error);
  switch (report.code) {
    case 'server-refused':
    case 'server-timeout':
      return { state: 'offline', report, retry: 'soon' };
    case 'server-wrong-password':
      // Every further attempt brings the lock-out nearer.
      return { state: 'error', report, retry: 'never' };
    case 'server-locked-out':
      return { state: 'error', report, retry: 'late' };
    default:
      return { state: 'error', report, retry: 'soon' };
  }
}
