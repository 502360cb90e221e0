/** What may be told on the desktop while nobody looks at the window. */
export const noticeCauses = ['public', 'applied', 'conflicts', 'sync'] as const;
export type NoticeCause = (typeof noticeCauses)[number];

/** Which causes are told on this device. */
export type NoticeSwitches = Readonly<Record<NoticeCause, boolean>>;

export type Notice =
  | {
      /** Anyone may read these databases. */
      readonly cause: 'public';
      readonly databases: number;
      /** Name of one of them. */
      readonly first: string;
    }
  | {
      /** An apply that somebody started has ended. */
      readonly cause: 'applied';
      readonly done: number;
      readonly failed: number;
      readonly skipped: number;
    }
  | {
      /** Edits met that a person has to decide. */
      readonly cause: 'conflicts';
      readonly open: number;
    }
  | {
      /** Replication has failed for a good while. */
      readonly cause: 'sync';
      /** Why, as a sentence. */
      readonly message: string;
    };
