import type { ErrorCode } from '../../../../shared/errors.ts';

interface ErrorText {
  /** A headline of a few words. */
  readonly title: string;
  /** Said where the report brings no remedy of its own. */
  readonly remedy: string;
}

/** A new code is a compile error here until it has words. */
export const errorTexts: Readonly<Record<ErrorCode, ErrorText>> = {
  'invalid-input': { title: 'That cannot be accepted', remedy: 'Correct the value and try again.' },
  'not-found': { title: 'Not found', remedy: 'It may have been removed on another device.' },
  'key-taken': { title: 'The key is taken', remedy: 'Choose another key.' },
  'key-invalid': {
    title: 'The key cannot be used',
    remedy: 'Use lower-case letters a to z, digits and hyphens, starting with a letter.',
  },
  conflict: {
    title: 'Changed elsewhere meanwhile',
    remedy: 'Look at the new state and try again.',
  },
  'not-permitted': { title: 'Not permitted', remedy: 'Ask an owner of the platform.' },
  'unknown-sender': { title: 'Refused by the console', remedy: 'Restart the console.' },
  'not-allowed-in-state': {
    title: 'Not possible in this state',
    remedy: 'Look at the tenant’s state and try again.',
  },
  'vault-locked': { title: 'The vault is locked', remedy: 'Unlock it in Settings and try again.' },
  'vault-missing': {
    title: 'There is no vault yet',
    remedy: 'Choose a passphrase in Settings and try again.',
  },
  'vault-passphrase-wrong': {
    title: 'Wrong passphrase',
    remedy: 'Check the keyboard layout and Caps Lock.',
  },
  'vault-damaged': {
    title: 'The vault is damaged',
    remedy: 'Restore its file from a backup, or make new passwords for the accounts.',
  },
  'keychain-locked': {
    title: 'The keychain is locked',
    remedy: 'Unlock the keychain of this machine and try again.',
  },
  'keychain-absent': {
    title: 'No keychain answers',
    remedy: 'Choose a passphrase to seal passwords with.',
  },
  'not-on-this-device': {
    title: 'Not on this device',
    remedy: 'Reveal it on the device that made it.',
  },
  'disk-full': { title: 'The disk is full', remedy: 'Free some space and try again.' },
  'storage-failed': {
    title: 'The local database failed',
    remedy: 'Restart the console; check the disk if it comes back.',
  },
  'data-in-use': {
    title: 'The data is in use',
    remedy: 'Close the other console that works with it.',
  },
  'not-connected': { title: 'Not connected to a server', remedy: 'Connect to a server first.' },
  'server-refused': {
    title: 'The server does not answer',
    remedy: 'Check the address and that CouchDB is running.',
  },
  'server-timeout': {
    title: 'The server did not answer in time',
    remedy: 'Check the network, a firewall, or whether the server is busy.',
  },
  'server-certificate': {
    title: 'The certificate is not trusted',
    remedy: 'Install a valid certificate on the server, or trust its authority on this machine.',
  },
  'server-not-couchdb': {
    title: 'This is no CouchDB',
    remedy: 'Check the address and the port; CouchDB is usually at 5984 or 6984.',
  },
  'server-wrong-password': {
    title: 'Name or password is wrong',
    remedy: 'Type both again. After five wrong attempts CouchDB locks the name for a while.',
  },
  'server-locked-out': {
    title: 'Locked out after wrong passwords',
    remedy: 'Wait a few minutes before the next attempt; even the right password is refused now.',
  },
  'server-not-administrator': {
    title: 'Not a server administrator',
    remedy: 'Use the account of a CouchDB server administrator.',
  },
  'server-forbidden': {
    title: 'The server refused access',
    remedy: 'Check what this account may do on the server.',
  },
  'server-failed': {
    title: 'The server failed',
    remedy: 'Look at the log of CouchDB, then try again.',
  },
  'server-full': { title: 'The server’s disk is full', remedy: 'Free space on the server.' },
  'server-garbage': {
    title: 'The answer could not be read',
    remedy: 'Check whether a proxy stands between this machine and the server.',
  },
  'server-restored': {
    title: 'One side was set back',
    remedy: 'Nothing is to be done: what is missing is sent again.',
  },
  'address-invalid': {
    title: 'This address cannot be used',
    remedy: 'Give it as https://host:port, without a name or password in it.',
  },
  'plan-unknown': { title: 'This plan is gone', remedy: 'Compare with the server again.' },
  'plan-stale': { title: 'This plan is out of date', remedy: 'Compare with the server again.' },
  'plan-running': {
    title: 'A plan is being applied',
    remedy: 'Wait until it has ended, or cancel it.',
  },
  'lease-held': {
    title: 'Somebody else is applying',
    remedy: 'Wait until they have ended, then try again.',
  },
  'lease-lost': {
    title: 'Applying was handed over',
    remedy: 'Another device applies now. Compare again and apply what is left.',
  },
  'registry-behind': {
    title: 'The registry is not up to date',
    remedy: 'Synchronise first; nothing is applied from an old registry.',
  },
  'server-read-only': {
    title: 'This server is read-only',
    remedy: 'Take the mark off in the settings before changing anything on it.',
  },
  'confirmation-needed': { title: 'Confirmation needed', remedy: 'Type what is asked for.' },
  'reauthentication-needed': {
    title: 'Show that it is you',
    remedy: 'Enter the password that is asked for, then try again.',
  },
  'apply-failed': { title: 'Applying failed', remedy: 'Compare again and apply what is left.' },
  cancelled: { title: 'Cancelled', remedy: '' },
  internal: {
    title: 'Something went wrong',
    remedy: 'Try again; the log file of the console has the details.',
  },
};
