import { count } from '../../format/count.ts';

export const settingsWords = {
  title: 'Settings',
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
  deviceFacts: { device: 'Device', operator: 'Operator', role: 'Role', version: 'Console' },
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
