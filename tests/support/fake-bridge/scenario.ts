import { z } from 'zod';

/** What the fake console pretends, all of it in the address: `?tenants=1000&sync=offline`. */
export const scenarioSchema = z.object({
  tenants: z.coerce.number().int().min(0).max(100_000).default(3),
  server: z.enum(['none', 'own', 'practice', 'reader']).default('own'),
  sync: z.enum(['synced', 'syncing', 'offline', 'error', 'not-connected']).default('synced'),
  vault: z.enum(['open', 'absent', 'locked', 'keychain', 'damaged']).default('open'),
  theme: z.enum(['light', 'dark', 'system']).default('system'),
  first: z.stringbool().default(false),
  /** `mixed`: some wait and some are refused; `applied`: none waits. */
  provisioning: z.enum(['mixed', 'applied']).default('mixed'),
  /** Whether some operations fail when applied. */
  failing: z.stringbool().default(false),
  /** Milliseconds an operation takes. */
  pace: z.coerce.number().min(0).max(10_000).default(4),
  /** How many changes were made by hand; the tenants they hit are the first ones. */
  drift: z.coerce.number().int().min(0).max(20_000).default(0),
  /** Whether one of them is a database open to everyone. */
  alarm: z.stringbool().default(false),
  /** Whether the server was looked at yet. */
  swept: z.stringbool().default(true),
  unverified: z.coerce.number().int().min(0).default(0),
  lease: z.enum(['none', 'apply', 'agent', 'expired']).default('none'),
  production: z.stringbool().default(false),
  readonly: z.stringbool().default(false),
  /** Other servers that are known. */
  servers: z.coerce.number().int().min(0).max(50).default(0),
  /** What is asked before a password is shown; the fake takes `let me in`. */
  prove: z.enum(['none', 'passphrase', 'server-password']).default('none'),
  feeds: z.coerce.number().int().min(0).default(0),
  /** Conflicts that wait for a decision. */
  conflicts: z.coerce.number().int().min(0).max(20_000).default(0),
  /** Documents merged without asking. */
  merged: z.coerce.number().int().min(0).default(0),
  /** Whether the first resolving meets another edit. */
  stale: z.stringbool().default(false),
  /** Documents changed on each side while the device was away; 0: it was not. */
  away: z.coerce.number().int().min(0).max(20_000).default(0),
  ask: z.stringbool().default(true),
  /** Whether the plan is one made offline. */
  forecast: z.stringbool().default(false),
  firstsync: z.stringbool().default(false),
  history: z.stringbool().default(true),
  /** Entries of the log that are only on the server. */
  older: z.coerce.number().int().min(0).max(20_000).default(0),
  tampered: z.stringbool().default(false),
  problems: z.coerce.number().int().min(0).max(50).default(0),
});

export type Scenario = z.infer<typeof scenarioSchema>;
