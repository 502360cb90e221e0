/** Characters that the passphrase of a new vault has at least. */
export const shortestPassphrase = 12;
