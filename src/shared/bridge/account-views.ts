/** How the operator proves to be there. */
export interface ReauthenticationStatus {
  /** `none`: this machine has nothing to ask for (a practice server beside a keychain). */
  readonly method: 'passphrase' | 'server-password' | 'none';
  /** ISO instant until which passwords are shown without asking again; null: ask now. */
  readonly until: string | null;
}

export interface RevealedCredential {
  readonly username: string;
  readonly password: string;
  /** The pair from before the last rotation while both work. */
  readonly previous: {
    readonly username: string;
    /** Null where it is not on this device. */
    readonly password: string | null;
    readonly until: string;
  } | null;
}

export interface RotationReport {
  /** Accounts that were changed. */
  readonly accounts: number;
  readonly tenants: number;
  /**
   * Accounts left as they are, because the overlap of their last rotation still runs: it has to end first,
   * or they are rotated without an overlap, which ends it.
   */
  readonly overlapping: number;
}
