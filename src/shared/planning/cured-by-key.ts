import type { Refusal } from './server-spec.ts';

/** Refusals that another key cures; with any other the tenant may well be on the server. */
export const curedByKey: ReadonlySet<Refusal['reason']> = new Set([
  'key-invalid',
  'name-invalid',
  'key-collision',
  'database-unmanaged',
  'user-unmanaged',
  'owned-by-other-tenant',
]);
