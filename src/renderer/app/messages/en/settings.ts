import { count } from '../../format/count.ts';

export const settingsWords = {
  title: 'Settings',
  parts: 'Parts of the settings',
  server: 'Server',
  noServer:
    'Not connected to a server. Tenants can be created; they are applied once there is one.',
  practiceInfo:
    'You are on the practice server. It lives inside this console and is for trying things out.',
  facts: {
    name: 'Name',
    address: 'Address',
    version: 'CouchDB',
    uuid: 'Server id',
    account: 'Replicates as',
    tokens: 'JWT handler',
    tokensOn: 'On: tokens count',
    tokensOff: 'Off: tokens do not count',
    tokensUnknown: 'Not known',
    apply: 'This device may apply',
    yes: 'Yes',
    no: 'No, it has no administrator’s credential',
  },
  connect: 'Connect to a server',
  change: 'Change connection',
  forget: 'Forget this server',
  forgetTitle: 'Forget this server?',
  forgetText: (name: string) =>
    `The console stops syncing with ${name} and removes its credentials from this device. The tenants stay here, and nothing on the server is changed.`,
  forgetConfirm: 'Forget',
  usePractice: 'Use the practice server',
  appearance: 'Appearance',
  appearanceText: 'System follows the setting of your desktop.',
  device: 'This device',
  deviceFacts: {
    device: 'Device',
    operator: 'Operator',
    role: 'Role',
    data: 'Data folder',
    version: 'Console',
    system: 'System',
    notConnected: 'Not connected',
  },
  diagnostics: 'Copy diagnostics',
  diagnosticsText: 'Versions, states and counts; no names, addresses or secrets.',
  notices: {
    title: 'Notifications',
    about:
      'On the desktop, only while this window is not in front, and once for each cause until you look. Kept on this device.',
    causes: {
      public: 'A database became public',
      applied: 'Applying has ended',
      conflicts: 'Conflicts wait for a decision',
      sync: 'Synchronising fails for ten minutes',
    },
    hints: {
      public: 'Anyone may read it: the one alarm.',
      applied: 'With what failed, if anything did.',
      conflicts: 'Only such as cannot be merged without somebody.',
      sync: 'Being offline is none of it.',
    },
  },
  log: {
    title: 'Audit log',
    about:
      'This device keeps the recent entries, the server all of them until somebody cuts old ones off. A cut leaves a signed checkpoint.',
    here: 'Entries on this device',
    open: 'Open the activity',
    cut: 'Cut old entries…',
    needsServer: 'Connect to a server first',
  },
  roles: { owner: 'Owner', admin: 'Administrator', viewer: 'Viewer' },
  vault: 'Passwords',
  vaultStates: {
    open: 'Open',
    locked: 'Locked',
    absent: 'Not set up',
  },
  protection: {
    keychain: 'Sealed with a key in the keychain of this machine',
    passphrase: 'Sealed with your passphrase',
    none: 'Nothing is stored yet',
  },
  vaultFacts: { state: 'Vault', protection: 'Protection' },
  problems: 'Registry problems',
  problemsNone: 'Every document of the registry can be read.',
  problemsText: (documents: number) =>
    `${count(documents, 'document', 'documents')} cannot be used. They are left as they are and take part in nothing.`,
  problemKinds: {
    'unknown-kind': 'Unknown kind',
    broken: 'Broken',
  },
  problemHints: {
    'unknown-kind':
      'Made by something else, or by a newer console. Update this one if you expect it.',
    broken: 'Does not have the shape of its kind. Correct or remove it on the server.',
  },
  problemColumns: { id: 'Document', kind: 'Problem', reason: 'Reason' },
} as const;
