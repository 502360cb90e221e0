import { count } from '../../format/count.ts';

const accounts = (n: number) => count(n, 'account', 'accounts');

export const accountWords = {
  reauthenticate: {
    title: 'Show that it is you',
    text: {
      passphrase:
        'A password is shown only to who knows the passphrase of the vault on this device.',
      'server-password':
        'A password is shown only to who knows the password of the server’s administrator, as it was given when connecting.',
      none: 'This machine has nothing to ask for.',
    },
    label: {
      passphrase: 'Passphrase of the vault',
      'server-password': 'Administrator’s password',
      none: 'Password',
    },
    remembered: 'You are not asked again for two minutes.',
    confirm: 'Show the password',
  },
  more: (username: string) => `More about ${username}`,
  rotate: 'Rotate…',
  rotateOf: (username: string) => `Rotate the password of ${username}`,
  rotateAll: 'Rotate all…',
  rotatedAt: (at: string) => `New password since ${at}`,
  notHere: 'Password not on this device',
  notHereHint: 'It is in the vault of the device that made it. Rotating makes a new one here.',
  previous: (username: string, until: string) => `${username} also works until ${until}`,
  previousTitle: 'The pair from before the last rotation',
  previousNotHere: 'Its password is not on this device.',
  endOverlap: 'End now',
  endOverlapOf: (username: string) => `End the overlap of ${username} now`,
  ending: {
    title: 'End the overlap now?',
    text: (username: string) =>
      `Once applied, ${username} loses its roles, and whoever still signs in with it is refused. The new pair goes on working.`,
    confirm: 'End the overlap',
  },
  rotating: {
    title: (n: number) => (n === 1 ? 'Rotate the password?' : `Rotate ${accounts(n)}?`),
    titleMany: (tenants: number) =>
      `Rotate all accounts of ${count(tenants, 'tenant', 'tenants')}?`,
    done: (n: number) => `${accounts(n)} ${n === 1 ? 'has' : 'have'} a new password.`,
    overlap: 'How long the old pair goes on working',
    overlaps: [
      ['0', 'Not at all', 'The old password is refused as soon as the plan is applied.'],
      ['1', '1 hour', 'For a program that is restarted by hand.'],
      ['24', '24 hours', 'For programs that take over a new password overnight.'],
      ['168', '7 days', 'For installations at customers.'],
    ],
    same: 'The account keeps its user name and gets a new password.',
    other:
      'The new password comes under the other user name of the account, so that both pairs work until then. Programs need the new user name and the new password.',
    later:
      'It takes effect when the plan is applied. The new password is kept in the vault of this device.',
    overlapping: (n: number) =>
      `${accounts(n)} ${n === 1 ? 'was' : 'were'} left: the overlap of the last rotation still runs`,
    overlappingText: 'End it first, or rotate without an overlap, which ends it.',
    confirm: 'Rotate',
  },
} as const;
