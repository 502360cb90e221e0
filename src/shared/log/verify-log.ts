/**
 * Ways in which a log was tampered with, each named. `altered`: what an entry says is not what was signed;
 * `removed`: an entry is gone from the middle of a device's chain; `cut-tail`: entries are gone from its
 * end that others have seen; `fork`: two entries have the same place in one chain, as after a laptop was
 * restored from a copy; `reordered`: a chain contradicts its own order.
 */
export const logFindingKinds = ['altered', 'removed', 'cut-tail', 'fork', 'reordered'] as const;
export type LogFindingKind = (typeof logFindingKinds)[number];

export interface LogFinding {
  readonly kind: LogFindingKind;
  readonly deviceId: string;
  readonly deviceName: string;
  /** Place in the device’s chain, from 1; for a range its first. 0: not known. */
  readonly seq: number;
  /** How many entries it concerns. */
  readonly count: number;
  /** Ids of the entries that show it. */
  readonly entryIds: readonly string[];
  /** One sentence for a person. */
  readonly message: string;
}
