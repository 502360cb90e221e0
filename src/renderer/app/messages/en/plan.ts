import { count, figure } from '../../format/count.ts';

const operations = (n: number) => count(n, 'operation', 'operations');

export const planWords = {
  title: 'Plan',
  lead: 'A plan is the difference between the registry and the server. Nothing changes before you apply it.',
  compare: 'Compare with server',
  compareAgain: 'Compare again',
  comparing: 'Reading the server…',
  comparingText: 'Databases, security, design documents and accounts are read. Nothing is changed.',
  emptyTitle: 'See what applying would do',
  emptyText:
    'The console reads the server and lists, request by request, what would make it match the registry. You decide afterwards.',
  offlineTitle: 'Nothing can be compared while offline',
  offlineText:
    'The server does not answer, so what is on it is not known. Your edits are safe on this device and can be compared once it is back.',
  noServerTitle: 'There is no server to compare with',
  noServerText: 'Tenants you create are kept here. Connect to a server to see and apply the plan.',
  matchTitle: 'The server matches the registry',
  matchText: (at: string) => `Compared at ${at}. There is nothing to apply.`,
  matchExcept: 'There is nothing to apply',
  matchExceptText: (at: string) => `Compared at ${at}. What is refused below is left out.`,
  tenants: (n: number) => count(n, 'tenant', 'tenants'),
  operations,
  madeAt: (at: string, requests: string) => `Compared at ${at} with ${requests}`,
  requests: (n: number) => count(n, 'request', 'requests'),
  apply: (n: number) => `Apply ${operations(n)}`,
  applyTitle: 'Apply this plan?',
  applyConfirm: 'Apply',
  applyText: (n: number, server: string, tenants: string) =>
    `${operations(n)} will be sent to ${server}, for ${tenants}. It can be cancelled at any point, and applying again continues where it stopped.`,
  mayNotApply:
    'This device has no administrator’s credential for the server, so it can read the plan but not apply it.',
  applying: 'Applying',
  progress: (done: number, total: number) => `${String(done)} of ${operations(total)}`,
  failedSoFar: (n: number) => `${String(n)} failed`,
  cancel: 'Cancel applying',
  cancelling: 'Stopping…',
  resultDone: (n: number) => `${operations(n)} applied`,
  resultSome: (applied: number, failed: number) =>
    `${operations(applied)} applied, ${String(failed)} failed`,
  resultSkipped: (n: number) => `${operations(n)} not tried`,
  resultDoneText: 'Every request succeeded. Compare again to see that the server matches.',
  resultSomeText:
    'What failed is listed with its reason. One tenant’s failure stopped no other. Comparing again makes a plan of what is left.',
  resultStoppedText:
    'Applying stopped there, because the rest would have failed the same way. What was applied stays; comparing again makes a plan of what is left.',
  showFailed: 'Show what failed',
  resultCancelled:
    'Stopped before the end. What was applied stays; comparing again makes a plan of the rest.',
  staleTitle: 'This plan is out of date',
  refusals: (n: number) => count(n, 'tenant is refused', 'tenants are refused'),
  refusalsText: 'Nothing is sent for these until the cause is gone.',
  openTenant: (key: string) => `Open tenant ${key}`,
  unmanaged: (n: number) => count(n, 'other database', 'other databases'),
  unmanagedText: 'On the server, but not in the registry. The console never touches them.',
  more: (n: number) => `and ${String(n)} more`,
  filterLabel: 'Which operations',
  filters: { all: 'All', failed: 'Failed', open: 'Not done' },
  list: 'Operations of the plan',
  toggle: (tenant: string, n: number, outcome: readonly string[]) =>
    [tenant, operations(n), ...outcome].join(', '),
  tenantProgress: (settled: number, n: number) => `${figure(settled)} of ${figure(n)}`,
  tenantOutcomes: {
    done: (n: number) => `${figure(n)} done`,
    failed: (n: number) => `${figure(n)} failed`,
    skipped: (n: number) => `${figure(n)} not tried`,
  },
  details: 'Exact request',
  before: 'Before',
  body: 'Body',
  after: 'After',
  nothingBefore: 'Not set: only server administrators have access',
  noneInFilter: 'No operation here.',
  kinds: {
    'database.create': 'Databases',
    'security.write': 'Access rules',
    'design.write': 'Guards',
    'user.write': 'Accounts',
  },
  sentences: {
    createDatabase: 'Create database',
    setSecurity: 'Set who may read and write',
    changeSecurity: 'Change who may read and write',
    createGuard: 'Install the guard of',
    changeGuard: 'Renew the guard of',
    createUser: 'Create account',
    changeCredential: 'Renew the password of account',
    changeRoles: 'Change the roles of account',
  },
  outcomes: { done: 'Done', failed: 'Failed', skipped: 'Not tried' },
  because: {
    dependency: 'An operation it needs failed.',
    cancelled: 'Applying was cancelled.',
    stopped: 'Applying stopped before it.',
  },
} as const;
