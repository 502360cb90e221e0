import type { Reference } from './references.ts';

/** One chain with everything that is known of it. */
export interface ChainPicture {
  readonly deviceId: string;
  readonly name: string;
  /** Ids of right entries by place, those that a cut has taken left out. */
  readonly good: ReadonlyMap<number, readonly string[]>;
  /** Places of altered entries: where others say they belong, else where they themselves say so. */
  readonly altered: ReadonlySet<number>;
  readonly missing: readonly Reference[];
  /** The place up to which the chain was cut. */
  readonly cutTo: number;
  /** True where the beginning of the chain is not to be expected. */
  readonly partial: boolean;
}
