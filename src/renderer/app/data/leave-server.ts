import type { QueryClient } from '@tanstack/react-query';
import { keys } from './keys.ts';

/** What is true of one server only, and must not be seen a moment longer beside another's name. */
const ofOneServer = [
  keys.tenants,
  keys.people,
  keys.plan,
  keys.drift,
  keys.lease,
  keys.audit,
  keys.auditOlder,
  keys.syncOverview,
  keys.conflicts,
  keys.catchUp,
  keys.problems,
  keys.openFeeds,
  keys.reauthentication,
] as const;

/** Drops everything that was read from the server before; what is on screen is read anew. */
export function leaveServer(queries: QueryClient): void {
  queries.setQueryData(keys.planProgress, null);
  queries.setQueryData(keys.planChoice, null);
  queries.removeQueries({ queryKey: ['conflict-choices'] });
  for (const queryKey of ofOneServer) void queries.resetQueries({ queryKey });
}
