import type { JwtHandlerWish } from '../documents/server.ts';
import type { SigningKey } from '../documents/signing-key.ts';
import type { ErrorReport } from '../errors.ts';
import type { Operation } from '../planning/plan.ts';

/** One signing key of a gateway; nothing of it is secret. */
export interface SigningKeyRow extends Pick<
  SigningKey,
  'kid' | 'gateway' | 'alg' | 'state' | 'createdAt' | 'activatedAt' | 'retiringAt' | 'retiredAt'
> {
  /** Nodes that take its tokens; null where nobody could be asked. */
  readonly installedOn: readonly string[] | null;
}

/** What the registry knows of one gateway, by its keys and by what it counted. */
export interface GatewayRow {
  readonly name: string;
  /** The newest instant at which it wrote something that is known; null: never. */
  readonly lastActive: string | null;
  /** Exchanges of API keys today, in UTC, and over the last 30 days. */
  readonly today: number;
  readonly month: number;
  /** The youngest first; empty where it only counted. */
  readonly keys: readonly SigningKeyRow[];
}

export interface GatewaysView {
  /** By name. */
  readonly gateways: readonly GatewayRow[];
  /** Whether CouchDB is to look at tokens there, as the registry has it. */
  readonly wish: JwtHandlerWish;
  /** What the server says; null where none is connected, this device may not ask, or it did not answer. */
  readonly server: {
    readonly nodes: readonly string[];
    /** Of these, the ones whose configuration could not be read. */
    readonly unread: readonly string[];
    /** Of these, the ones with a handler in their list that is not CouchDB's own; it is left alone. */
    readonly foreign: readonly string[];
    /** Whether the JWT handler is active at the node that answered. */
    readonly jwt: boolean;
  } | null;
  /** What a plan would do about keys and handlers now; null where the server could not be asked. */
  readonly waiting: readonly Operation[] | null;
  /** Why the server could not be asked, where there is one. */
  readonly problem: ErrorReport | null;
}
