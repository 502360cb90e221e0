import type { ChainHead, LogHeads, Signer } from '../../shared/log/chain-entry.ts';
import type {
  FirstPullOptions,
  FirstPullResult,
  RegistryChange,
  Replication,
  ReplicationTarget,
} from './replication.ts';
import type { ReplicationOptions } from './replicate.ts';

/** An entry on this device's own chain that this device did not write: another copy of it did. */
export interface ForeignEntry {
  readonly deviceId: string;
  readonly seq: number;
  readonly id: string;
  /** The place that this device had come to. */
  readonly ownSeq: number;
}

/** The local part of the audit log as it is replicated; always that of the registry that is open. */
export interface LogReplica {
  readonly seq: () => number;
  readonly onChange: (listener: (change: RegistryChange) => void) => () => void;
  readonly changesAfter: (seq: number) => Promise<number>;
  readonly recall: () => Promise<string | null>;
  readonly remember: (text: string) => Promise<void>;
  readonly replicate: (target: ReplicationTarget, options: ReplicationOptions) => Replication;
  /** Brings the newest entries; what is older stays on the server. */
  readonly firstPull: (
    target: ReplicationTarget,
    options: FirstPullOptions,
  ) => Promise<FirstPullResult | null>;
}

/**
 * The audit log that belongs to the registry that is open. Entries are written with the change they tell
 * of; where this device's key is not there yet they wait for it, and no change waits for anything.
 */
export interface RegistryLog {
  readonly replica: LogReplica;
  /** This device's chain; null before it has begun one. */
  readonly chain: () => ChainHead | null;
  readonly foreign: () => ForeignEntry | null;
  /** Begins a chain of that key; entries that wait and all later ones go into it. */
  readonly begin: (signer: Signer) => Promise<void>;
  /** Entries are signed with it from now on, where it is that of the chain. */
  readonly use: (signer: Signer) => Promise<void>;
  /** Told when another log is open, and when somebody else has written on this device's chain. */
  readonly onTurn: (listener: () => void) => () => void;
  /** Told when entries came, whether they wait for a key or not. */
  readonly onEntries: (listener: () => void) => () => void;
  /** Moves what can be moved from the outbox into the log. */
  readonly flush: () => Promise<void>;
  /** Newest entry of each chain that the server is known to have had. */
  readonly onServer: () => LogHeads;
  /** Notes that the log and the server's were in agreement at this local sequence. */
  readonly agreedAt: (localSeq: number) => Promise<void>;
  /** Only what is younger is whole on this device; null: all of the log is. */
  readonly wholeSince: () => string | null;
  /** Every entry of the log that is on this device, in batches. */
  readonly all: () => AsyncIterable<readonly unknown[]>;
  /** One entry of the log, as the database has it. */
  readonly read: (id: string) => Promise<unknown>;
}
