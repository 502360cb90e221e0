import type { CredentialHash } from '../documents/account.ts';

/** A credential made outside: its name and its hashes, never the password. */
export interface CredentialInput {
  readonly credentialId: string;
  readonly hash: CredentialHash;
}

/** By account name of the blueprint: `sync`, `admin`, … */
export type CredentialInputs = ReadonlyMap<string, CredentialInput>;
