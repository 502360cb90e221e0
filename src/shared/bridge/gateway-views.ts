import type { SigningKey } from '../documents/signing-key.ts';
import type { ErrorReport } from '../errors.ts';

/** One signing key of a gateway; nothing of it is secret. */
export interface SigningKeyRow extends Pick<
  SigningKey,
  'kid' | 'gateway' | 'alg' | 'state' | 'createdAt' | 'activatedAt' | 'retiringAt' | 'retiredAt'
> {
  /** Nodes that take its tokens; null where nobody could be asked. */
  readonly installedOn: readonly string[] | null;
}

export interface SigningKeysView {
  /** By gateway, the youngest first. */
  readonly keys: readonly SigningKeyRow[];
  /** What the server says; null where none is connected, or it did not answer. */
  readonly server: {
    readonly nodes: readonly string[];
    /** Of these, the ones whose configuration could not be read. */
    readonly unread: readonly string[];
    /** Whether the JWT handler is active at the node that answered. */
    readonly jwt: boolean;
  } | null;
  /** Why the server could not be asked, where there is one. */
  readonly problem: ErrorReport | null;
}
