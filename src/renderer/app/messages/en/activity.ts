import { count, figure } from '../../format/count.ts';

export const activityWords = {
  title: 'Activity',
  emptyTitle: 'Nothing has happened yet',
  emptyText:
    'Every change to a tenant and every plan applied is written here, with who, when and where.',
  entries: (total: number) => count(total, 'entry', 'entries'),
  by: (actor: string, device: string) => `${actor} on ${device}`,
  failed: 'Failed',
  details: 'Details',
  hideDetails: 'Hide details',
  showFor: (sentence: string) => `Details of: ${sentence}`,
  list: 'Activity entries',
  older: 'Older entries from the server',
  olderHint: 'This device keeps a recent part; the whole log is on the server.',
  olderReading: 'Reading older entries from the server…',
  olderStart: 'This is the beginning of the log.',
  olderOffline: 'Older entries are on the server, which cannot be reached now.',
  olderNoServer: 'Older entries are on the server; there is no connection to one.',
  verify: 'Verify log',
  verifying: 'Checking every entry…',
  verifyText:
    'Signatures, chains and what the devices have seen of each other are checked. Nothing is changed.',
  verification: {
    title: 'The audit log, verified',
    good: 'Nothing was altered, removed, forked or put in another order',
    bad: (n: number) =>
      `${count(n, 'finding', 'findings')}: the log was tampered with, or a device was restored from a copy`,
    sources: {
      server: 'The whole log, as the server has it.',
      device:
        'Only the recent part on this device, because the server cannot be reached. Verify again once it can.',
    },
    cost: (entries: number, devices: number, took: string) =>
      `${count(entries, 'entry', 'entries')} of ${count(devices, 'device', 'devices')} checked in ${took}`,
    cut: (n: number) =>
      `${count(n, 'entry was', 'entries were')} taken away by a retention cut, which a signed checkpoint vouches for.`,
    findings: 'Findings',
    kinds: {
      altered: 'Altered',
      removed: 'Removed',
      'cut-tail': 'Tail cut off',
      fork: 'Forked',
      reordered: 'Reordered',
    },
    kindText: {
      altered: 'What an entry says is not what was signed.',
      removed: 'Entries are gone from the middle of a device’s chain.',
      'cut-tail': 'Entries that other devices have seen are gone from the end.',
      fork: 'Two entries have the same place, as after a device was restored from a copy.',
      reordered: 'A chain contradicts its own order.',
    },
    place: (device: string, seq: number, n: number) =>
      n > 1
        ? `${device}, entries ${figure(seq)} to ${figure(seq + n - 1)}`
        : `${device}, entry ${figure(seq)}`,
    entries: 'Entries that show it',
    more: (n: number) => `and ${figure(n)} more`,
    devices: 'Devices',
    columns: { name: 'Device', entries: 'Entries', first: 'First', last: 'Last' },
    close: 'Close',
  },
  cut: 'Cut…',
  cutHint: 'Take old entries off the server',
  cutting: {
    title: 'Cut the audit log?',
    text: 'Entries before a day are removed from the server for good. A signed checkpoint stays in their place, so that everybody can see that they were cut and by whom. Export them first if they must be kept.',
    keep: 'Keep',
    keeps: { '730': 'Two years', '365': 'One year', '90': 'Three months' },
    before: 'Cut what is older than',
    counting: 'Counting…',
    preview: (entries: number, kept: number) =>
      `${count(entries, 'entry', 'entries')} would be cut, ${figure(kept)} kept.`,
    nothing: 'There is nothing that old.',
    confirm: (n: number) => `Cut ${count(n, 'entry', 'entries')}`,
    done: (n: number) => `${count(n, 'entry', 'entries')} cut`,
    invalid: 'Choose a day in the past.',
  },
  sentences: {
    tenant_created: (what: string) => `Created tenant ${what}`,
    tenant_edited: (what: string) => `Edited tenant ${what}`,
    tenant_key_changed: (what: string) => `Changed the key of tenant ${what}`,
    tenant_suspended: (what: string) => `Suspended tenant ${what}`,
    tenant_activated: (what: string) => `Activated tenant ${what}`,
    tenant_archived: (what: string) => `Archived tenant ${what}`,
    tenant_unarchived: (what: string) => `Brought tenant ${what} back from the archive`,
    tenant_removed: (what: string) => `Moved tenant ${what} to the trash`,
    tenant_restored: (what: string) => `Restored tenant ${what} from the trash`,
    tokens_revoked: (what: string) => `Revoked all tokens of tenant ${what}`,
    tenant_flags_set: (what: string) => `Changed what tenant ${what} may write`,
    tenant_purged: (what: string) => `Deleted tenant ${what} for good`,
    accounts_rotated: (what: string) => `Rotated passwords of ${what}`,
    overlap_ended: (what: string) => `Ended the overlap of ${what}`,
    drift_adopted: (what: string) => `Adopted what was changed by hand in ${what}`,
    override_dropped: (what: string) => `Took back what was adopted in ${what}`,
    server_marked: (what: string) => `Changed the marks of ${what}`,
    server_restarted: (what: string) => `Restarted the HTTP layer of ${what}`,
    reauthentication_failed: (what: string) => `Refused to show a password: ${what}`,
    account_revealed: (what: string) => `Showed the password of ${what}`,
    server_connected: (what: string) => `Connected to ${what}`,
    server_connection_failed: (what: string) => `Could not connect to ${what}`,
    log_entry_altered: () =>
      'An entry of the audit log was altered: it does not say what was signed',
    log_chain_begun: () => 'Began a new chain of the audit log',
    conflict_merged: (what: string) => `Merged two edits of ${what}`,
    conflict_resolved: (what: string) => `Decided the conflict of ${what}`,
    log_cut: () => 'Cut old entries off the audit log',
    server_added: (what: string) => `Connected to ${what}`,
    server_changed: (what: string) => `Changed the connection to ${what}`,
    blueprint_added: (what: string) => `Added the blueprint ${what}`,
  },
  planApplied: (applied: number, failed: number, skipped: number) =>
    [
      `Applied a plan: ${count(applied, 'operation', 'operations')} done`,
      ...(failed > 0 ? [`${figure(failed)} failed`] : []),
      ...(skipped > 0 ? [`${figure(skipped)} not tried`] : []),
    ].join(', '),
} as const;
