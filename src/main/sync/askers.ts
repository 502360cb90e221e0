import type { SyncStatus } from '../../shared/sync-status.ts';

/** Those who wait for a checked status. */
export interface Askers {
  readonly ask: () => Promise<SyncStatus>;
  readonly waiting: () => boolean;
  /** Number of a check that begins now; it says nothing to whoever asks after this. */
  readonly beginCheck: () => number;
  /** Answers whoever asked before that check began; true where others are left. */
  readonly answer: (check: number, status: SyncStatus) => boolean;
  /** Takes out whoever waits, to be answered by the caller. */
  readonly takeAll: () => (status: SyncStatus) => void;
}

export function createAskers(): Askers {
  let all: { readonly since: number; readonly resolve: (status: SyncStatus) => void }[] = [];
  let checks = 0;
  return {
    ask: () =>
      new Promise((resolve) => {
        all.push({ since: checks, resolve });
      }),
    waiting: () => all.length > 0,
    beginCheck: () => {
      checks += 1;
      return checks;
    },
    answer: (check, status) => {
      const answered = all.filter(({ since }) => since < check);
      all = all.filter(({ since }) => since >= check);
      for (const { resolve } of answered) resolve(status);
      return all.length > 0;
    },
    takeAll: () => {
      const taken = all;
      all = [];
      return (status) => {
        for (const { resolve } of taken) resolve(status);
      };
    },
  };
}
