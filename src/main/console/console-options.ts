import type { Clock, Stopwatch } from '../../shared/clock.ts';
import type { Lease } from '../../shared/documents/lease.ts';
import type { LeaseTimes } from '../provisioning/lease-times.ts';
import type { Keychain } from '../secrets/keychain.ts';
import type {
  ClipboardPort,
  FolderPort,
  Logger,
  MailPort,
  PracticeLauncher,
  ServerOverride,
} from './ports.ts';

/** What a console is built from; everything but the first three has a default. */
export interface ConsoleOptions {
  /** The data directory; made when missing. */
  readonly directory: string;
  readonly version: string;
  readonly log: Logger;
  /** The operator as shown in the audit log; this user's name on the machine unless given. */
  readonly operatorName?: string;
  /** A server named by the environment; it goes before the saved connection. */
  readonly serverOverride?: ServerOverride | null;
  /** Opens the vault, or makes it where no keychain answers. */
  readonly passphrase?: string | null;
  /** The operating system's unless given; null: none, so that a passphrase is needed. */
  readonly keychain?: Keychain | 'system' | null;
  readonly practice?: PracticeLauncher | null;
  readonly clipboard?: ClipboardPort | null;
  readonly folder?: FolderPort | null;
  readonly mail?: MailPort | null;
  /**
   * `at-start` (unless given): replication runs from the start. `on-demand`: only once something needs
   * the server, as a command does that ends at once.
   */
  readonly replication?: 'at-start' | 'on-demand';
  readonly clock?: Clock;
  /** Measures what has passed, sleep included. */
  readonly stopwatch?: Stopwatch;
  /** `agent`: keeps the lease between its runs, until another device asks for it. */
  readonly appliesAs?: Lease['purpose'];
  /** How long the lease lasts and is waited for; all consoles of a server should agree. */
  readonly leaseTimes?: Partial<LeaseTimes>;
  /** From 0 up to 1; spreads attempts in time, nothing else. */
  readonly random?: () => number;
  /** Cryptographically strong. */
  readonly randomBytes?: (size: number) => Buffer;
  readonly uuid?: () => string;
}
