import { count, figure } from '../../format/count.ts';

export const tenantBulkWords = {
  label: 'Selected tenants',
  selected: (n: number) => `${count(n, 'tenant', 'tenants')} selected`,
  selectAll: (n: number) => `Select all ${figure(n)}`,
  clear: 'Clear selection',
  more: 'More for the selected',
  names: {
    suspend: 'Suspend…',
    activate: 'Activate…',
    archive: 'Archive…',
    unarchive: 'Bring back from archive…',
    remove: 'Move to trash…',
    restore: 'Restore…',
    readOnlyOn: 'Make read-only…',
    readOnlyOff: 'Allow writing again…',
    blueprint: 'Change blueprint…',
  },
  title: {
    suspend: (n: number) => `Suspend ${count(n, 'tenant', 'tenants')}?`,
    activate: (n: number) => `Activate ${count(n, 'tenant', 'tenants')}?`,
    archive: (n: number) => `Archive ${count(n, 'tenant', 'tenants')}?`,
    unarchive: (n: number) => `Bring ${count(n, 'tenant', 'tenants')} back from the archive?`,
    remove: (n: number) => `Move ${count(n, 'tenant', 'tenants')} to the trash?`,
    restore: (n: number) => `Restore ${count(n, 'tenant', 'tenants')}?`,
    readOnlyOn: (n: number) => `Make ${count(n, 'tenant', 'tenants')} read-only?`,
    readOnlyOff: (n: number) => `Let ${count(n, 'tenant', 'tenants')} write again?`,
    blueprint: (n: number) => `Change the blueprint of ${count(n, 'tenant', 'tenants')}?`,
  },
  text: {
    suspend:
      'Once applied, their accounts and tokens are refused at every database. Nothing is deleted, and activating gives the access back.',
    activate: 'Once applied, their accounts can sign in and reach their databases again.',
    archive:
      'They leave the list of current tenants and lose access once applied. Their databases stay as they are.',
    unarchive: 'Each returns to the state it had before it was archived.',
    remove:
      'Once applied, access is withdrawn. Nothing is deleted on the server, and they can be restored from the trash. The tenant you work in is left out.',
    restore: 'Each returns from the trash to the state it had before.',
    readOnlyOn:
      'Once applied, the guards refuse writes of their members; reading goes on. A guard catches programs and mistakes; it is no wall against who means harm.',
    readOnlyOff: 'Once applied, the guards let their members write again.',
    blueprint:
      'Once applied, each has the databases, access rules and accounts of the other blueprint. Nothing is deleted on the server.',
  },
  confirm: {
    suspend: 'Suspend',
    activate: 'Activate',
    archive: 'Archive',
    unarchive: 'Bring back',
    remove: 'Move to trash',
    restore: 'Restore',
    readOnlyOn: 'Make read-only',
    readOnlyOff: 'Allow writing',
    blueprint: 'Change blueprint',
  },
  done: {
    suspend: (n: number) => `${count(n, 'tenant', 'tenants')} suspended.`,
    activate: (n: number) => `${count(n, 'tenant', 'tenants')} activated.`,
    archive: (n: number) => `${count(n, 'tenant', 'tenants')} archived.`,
    unarchive: (n: number) => `${count(n, 'tenant', 'tenants')} brought back from the archive.`,
    remove: (n: number) => `${count(n, 'tenant', 'tenants')} moved to the trash.`,
    restore: (n: number) => `${count(n, 'tenant', 'tenants')} restored.`,
    readOnlyOn: (n: number) => `${count(n, 'tenant', 'tenants')} made read-only.`,
    readOnlyOff: (n: number) => `${count(n, 'tenant', 'tenants')} may write again.`,
    blueprint: (n: number) => `${count(n, 'tenant', 'tenants')} given another blueprint.`,
  },
  blueprint: 'New blueprint',
  leftTitle: 'What stays behind on the server',
  leftDatabases: (n: number, names: string) =>
    `${count(n, 'database', 'databases')} that the new blueprint does not have: ${names}${n > 12 ? ', …' : ''}. They keep their documents and the access they have now, and no plan touches them any more. To withdraw that access, suspend first and apply.`,
  leftAccounts: (n: number, names: string) =>
    `${count(n, 'account', 'accounts')}: ${names}${n > 12 ? ', …' : ''}. The tenant’s databases refuse them once applied; tokens given out until now are refused too.`,
  newAccounts: (n: number) =>
    `${count(n, 'account gets', 'accounts get')} a new password, kept on this device.`,
  nothingLeft: (n: number) =>
    n === 0
      ? 'Nothing stays behind on the server.'
      : `Nothing stays behind on the server. ${count(n, 'account gets', 'accounts get')} a new password, kept on this device.`,
  progressLabel: 'How far it is',
  progress: (done: number, all: number) => `${figure(done)} of ${figure(all)}`,
  stop: 'Stop',
  stopping: 'Stopping…',
  reportTitle: 'Not everything was done',
  unchanged: (n: number) => `${figure(n)} ${n === 1 ? 'was' : 'were'} so already.`,
  left: (n: number) => `${figure(n)} ${n === 1 ? 'was' : 'were'} not come to.`,
  refused: (n: number) => `${count(n, 'tenant was', 'tenants were')} refused`,
  refusedKeys: (keys: string, more: number) =>
    more > 0 ? `${keys} and ${figure(more)} more` : keys,
  undoneInPart: (n: number) =>
    `${figure(n)} taken back; the others were edited in between and stay as they are.`,
  addPeople: 'Add people…',
  rotate: 'Rotate accounts…',
  exportTable: 'Export as a table (CSV)…',
  exportFiles: 'Export as files…',
  tableName: 'tenants.csv',
  exported: (files: number, folder: string) =>
    `${count(files, 'file', 'files')} written into the new folder ${folder}.`,
} as const;
