export const vaultWords = {
  absentTitle: 'Choose a passphrase',
  absentText:
    'This machine has no keychain that the console can use. Passwords of service accounts are sealed with a passphrase instead, and never written in the clear.',
  absentWarning:
    'The passphrase cannot be recovered. Without it, passwords made on this device are lost and have to be made anew.',
  passphrase: 'Passphrase',
  passphraseHint: 'At least 12 characters. A few random words are good.',
  repeat: 'Repeat the passphrase',
  create: 'Seal with this passphrase',
  tooShort: (missing: number) =>
    missing === 1
      ? 'One more character is needed.'
      : `${String(missing)} more characters are needed.`,
  differs: 'The two passphrases differ.',
  lockedTitle: 'Unlock the vault',
  lockedText: 'The passwords of service accounts on this device are sealed with your passphrase.',
  unlock: 'Unlock',
  keychainTitle: 'The keychain does not open',
  keychainText:
    'The key to the passwords on this device is kept in a keychain. The tenants are safe; connecting and everything with a password waits for it.',
  damagedTitle: 'The vault cannot be opened',
  damagedText: 'The tenants are safe. Only passwords kept on this device are concerned.',
  retry: 'Try again',
  later: 'Continue without passwords',
  laterHint: 'Tenants can be read. Making a tenant or showing a password has to wait.',
  banner: 'The vault is closed: no tenant can be made and no password shown.',
  bannerAction: 'Open the vault',
} as const;
