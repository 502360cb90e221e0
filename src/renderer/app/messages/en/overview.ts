import { count, figure } from '../../format/count.ts';

export const overviewWords = {
  title: 'Overview',
  attention: 'Needs attention',
  nothing: 'Nothing waits for you.',
  tenants: 'Tenants',
  people: 'People',
  keys: 'API keys',
  usage: 'Key exchanges, last 30 days',
  noUsage:
    'No key was exchanged in the last 30 days. Gateways count exchanges and replicate them here.',
  mostUsed: 'Most used by',
  recent: 'Last activities',
  allActivity: 'All activity',
  noActivity: 'Nothing has happened yet.',
  open: (what: string) => `Open ${what}`,
  states: {
    active: 'active',
    suspended: 'suspended',
    archived: 'archived',
    deleted: 'in the trash',
  },
  signedIn: 'signed in within 30 days',
  invited: 'invited',
  withoutTenant: 'without a tenant',
  keyParts: {
    active: 'active',
    stale: 'stale',
    expiring: 'expiring soon',
    replaced: 'replaced',
    revoked: 'revoked',
  },
  waiting: (n: number) =>
    n === 1
      ? '1 tenant to be compared or applied'
      : `${figure(n)} tenants to be compared or applied`,
  refused: (n: number) => `${count(n, 'tenant', 'tenants')} refused by the planner`,
  drift: (n: number) => `${count(n, 'change', 'changes')} made by hand on the server`,
  alarms: (n: number) => `${count(n, 'database', 'databases')} that anyone may read`,
  conflicts: (n: number) => `${count(n, 'conflict waits', 'conflicts wait')} for a decision`,
  failures: (n: number) => `${count(n, 'failure', 'failures')} in the last 7 days`,
  ownerless: (n: number) => `${count(n, 'tenant', 'tenants')} without an owner`,
  stale: (n: number) => `${count(n, 'API key', 'API keys')} not used for 90 days`,
  away: 'Much changed while this device was away',
} as const;
