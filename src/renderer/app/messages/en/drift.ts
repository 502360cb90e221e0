import { count, figure } from '../../format/count.ts';
import { duration } from '../../format/duration.ts';

const changes = (n: number) => count(n, 'change', 'changes');

export const driftWords = {
  title: 'Drift',
  lead: 'What somebody changed on the server by hand, past the registry. Edits that wait to be applied are no drift.',
  found: changes,
  list: 'Changes made by hand',
  lookNow: 'Look now',
  looking: 'Looking…',
  lookingText: 'Databases whose sequence moved are read again. Nothing is changed.',
  lookedAt: (at: string) => `Looked at ${at}`,
  cost: (databases: number, milliseconds: number, requests: number) =>
    `${count(databases, 'database', 'databases')} in ${duration(milliseconds)} with ${count(requests, 'request', 'requests')}`,
  neverTitle: 'Not looked at yet',
  neverText:
    'The console compares every database, design document and account of this server with what it should be, and looks again every half minute.',
  noneTitle: 'Nothing was changed by hand',
  noneText: 'Everything the registry wants is on the server as it was applied.',
  noServerTitle: 'There is no server to look at',
  noServerText: 'Drift is what differs on a server from what was applied to it.',
  failedText: 'What is listed is from the last look that succeeded.',
  pending: (n: number) =>
    `${count(n, 'tenant has edits', 'tenants have edits')} that wait to be applied`,
  pendingLink: 'Review plan',
  unverified: (n: number) =>
    `The password of ${count(n, 'account', 'accounts')} cannot be checked here`,
  unverifiedText:
    'They were made on another device, so only that one can tell whether somebody replaced them by hand. Rotating a password brings it to this device.',
  groupLabel: 'Which changes',
  groups: {
    all: 'All',
    access: 'Access',
    databases: 'Databases',
    designs: 'Designs and indexes',
    accounts: 'Accounts',
  },
  search: 'Search changes',
  searchHint: 'Database, account, tenant',
  clearSearch: 'Clear search',
  noneInFilter: 'No change matches.',
  kinds: {
    'database-public': 'Open to everyone',
    'access-added': 'Access was added',
    'access-removed': 'Access was taken away',
    'marker-changed': 'The console’s mark was changed',
    'database-deleted': 'Database was deleted',
    'database-added': 'Unknown database',
    'design-changed': 'Design document was changed',
    'design-removed': 'Design document was deleted',
    'index-changed': 'Index was changed',
    'index-removed': 'Index was deleted',
    'limit-changed': 'Revision limit was changed',
    'account-removed': 'Account was deleted',
    'account-roles-changed': 'Roles of an account were changed',
    'account-password-changed': 'Password was changed by hand',
    'signing-key-removed': 'Signing key is missing',
    'signing-key-changed': 'Signing key was changed',
  },
  nobody: 'Nobody’s',
  openTenant: (key: string) => `Open tenant ${key}`,
  seen: (since: string) => `seen ${since}`,
  seenTitle: (since: string) => `First seen on this device: ${since}`,
  select: (what: string) => `Select: ${what}`,
  selectAll: 'Select everything shown',
  selection: 'Selection',
  selected: (n: number) => `${changes(n)} selected`,
  clearSelection: 'Clear selection',
  correct: (n: number) => (n < 2 ? 'Correct' : `Correct ${figure(n)}`),
  correctAll: (n: number) => `Correct all (${figure(n)})`,
  adopt: (n: number) => (n < 2 ? 'Adopt…' : `Adopt ${figure(n)}…`),
  nothingToCorrect:
    'The registry knows nothing of it, so there is nothing to correct. It is left alone.',
  notAdoptable: 'It cannot be adopted, only corrected.',
  sides: 'What correcting would do',
  sidesHint: 'To see both sides, the server is read and a plan is made. Nothing is changed.',
  readSides: 'Show both sides',
  sidesNone:
    'The plan does not put it right: its tenant is refused, or somebody is about to change it.',
  deletedSide: 'What was in it is gone: correcting makes it anew, and empty.',
  correcting: {
    title: (n: number) => `Correct ${changes(n)}?`,
    reading: 'Reading the server to see what is to be done…',
    gone: 'None of it is there any more. Somebody has put it right meanwhile.',
    some: (n: number) => `${changes(n)} of these ${n === 1 ? 'is' : 'are'} no longer there.`,
    does: (n: number, server: string) =>
      `${count(n, 'operation puts', 'operations put')} ${server} back to what the registry says:`,
    confirm: (n: number) => `Apply ${count(n, 'operation', 'operations')}`,
    inPlan: 'See it in the plan',
    done: (n: number) => `${count(n, 'operation', 'operations')} applied`,
    failed: (applied: number, failed: number) =>
      `${figure(applied)} applied, ${figure(failed)} failed`,
    mayNotApply:
      'This device has no administrator’s credential for the server, so it cannot correct anything.',
  },
  adopting: {
    title: (n: number) => `Adopt ${changes(n)}?`,
    text: 'What was changed by hand becomes part of the registry, as an override of that database. Nothing on the server is changed, every console leaves it alone from then on, and it can be taken back at the tenant.',
    limits:
      'An override only adds. It holds while the tenant is active, never opens a database to everyone, and is gone with the tenant.',
    confirm: 'Adopt',
    left: (n: number) =>
      `${changes(n)} of the selection cannot be adopted and ${n === 1 ? 'is' : 'are'} left as ${n === 1 ? 'it is' : 'they are'}.`,
  },
  alarm: {
    label: 'Alarm',
    open: (n: number) => `${count(n, 'database is', 'databases are')} open to everyone`,
    other: (n: number) => `${count(n, 'change', 'changes')} on the server must be looked at now`,
    text: 'Anyone who reaches the server may read and write there.',
    correct: 'Correct now',
    show: 'Show',
  },
} as const;
