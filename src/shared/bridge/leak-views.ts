import type { KnownKey } from './key-views.ts';

/** Why a file was left out of a leak scan, or was not looked into as far as could be. */
export const leakSkips = [
  'unreadable',
  'huge',
  'special',
  'link',
  'compressed',
  'git-objects',
] as const;
export type LeakSkip = (typeof leakSkips)[number];

/** Where something in the shape of a key was found; a blob is what a Git repository has under an id. */
export type LeakPlace =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'blob';
      /** Path of the repository, below the folder; empty: the folder itself. */
      readonly repository: string;
      readonly blob: string;
      /** One path it had; null where none is known. */
      readonly path: string | null;
    };

/** One finding; the key itself is not in it. */
export interface LeakFinding {
  readonly place: LeakPlace;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly keyId: string;
  /** False: it has the shape of a key, but none was ever made like this. */
  readonly checksumRight: boolean;
  /** Null: no key of this registry. */
  readonly known: KnownKey | null;
}

/** What a scan came to, without the findings themselves. */
export interface LeakTotals {
  readonly files: number;
  readonly bytes: number;
  /** Findings with a right checksum. */
  readonly found: number;
  /** Those that only look like one. */
  readonly lookalikes: number;
  readonly skipped: readonly {
    readonly why: LeakSkip;
    readonly count: number;
    /** The first of them, below the folder. */
    readonly paths: readonly string[];
  }[];
  readonly history: {
    readonly state: 'off' | 'no-repository' | 'no-git' | 'read' | 'partly';
    readonly repositories: number;
    readonly objects: number;
    /** Why a history could not be read to its end. */
    readonly problems: readonly string[];
  };
  readonly cancelled: boolean;
  readonly milliseconds: number;
}

export interface LeakReport extends LeakTotals {
  readonly folder: string;
  /** The first of them; those with a right checksum come first. */
  readonly findings: readonly LeakFinding[];
}

export interface LeakProgress {
  readonly files: number;
  readonly objects: number;
  readonly bytes: number;
  readonly found: number;
  readonly running: boolean;
}

/** The leak scan of this console: the folder that was chosen, and what the last scan came to. */
export interface LeakDeskView {
  readonly folder: string | null;
  readonly running: boolean;
  readonly report: LeakReport | null;
}
