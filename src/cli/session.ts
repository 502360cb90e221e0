import type { ConsoleClient } from '../shared/bridge/contract.ts';
import type { PlanProgress } from '../shared/bridge/events.ts';

/** A console to work through: one in this process, or one that runs already on the same data. */
export interface Session {
  readonly client: ConsoleClient;
  /** True where the console belongs to another process. */
  readonly shared: boolean;
  /** Hears the progress of plans until the answer is called. */
  readonly onProgress: (listener: (progress: PlanProgress) => void) => () => void;
  /** `hurry` waits for nobody who works through this console. */
  readonly close: (hurry: boolean) => Promise<void>;
}
