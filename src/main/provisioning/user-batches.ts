import pLimit from 'p-limit';
import type { Requester } from '../../couch/transport.ts';
import type { WriteUser } from '../../shared/planning/plan.ts';
import { applyUsers } from './apply-users.ts';
import { concernsAll, type Run } from './run.ts';

const usersAtOnce = 100;
const callsAtOnce = 2;

/** Users of many tenants, written together. */
export interface UserBatches {
  readonly add: (operation: WriteUser) => void;
  /** Sends what is left and waits for all of it. */
  readonly flush: () => Promise<void>;
}

/** Collects users until a bulk call is full. Each user's outcome is booked for itself. */
export function createUserBatches(transport: Requester, run: Run): UserBatches {
  const limit = pLimit(callsAtOnce);
  const sent: Promise<void>[] = [];
  let waiting: WriteUser[] = [];

  const write = async (operations: readonly WriteUser[]): Promise<void> => {
    if (run.halted() !== null) {
      for (const operation of operations) run.skip(operation, 'halted');
      return;
    }
    try {
      const outcomes = await applyUsers(operations, transport, run);
      for (const operation of operations) {
        run.settle(operation, outcomes.get(operation.id));
      }
    } catch (error) {
      if (operations.length === 1 || concernsAll(error) || run.halted() !== null) {
        for (const operation of operations) run.settle(operation, error);
        return;
      }
      // Something in the call was not acceptable as a whole: find out whose it was.
      const middle = operations.length >> 1;
      await write(operations.slice(0, middle));
      await write(operations.slice(middle));
    }
  };

  const send = () => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) sent.push(limit(() => write(batch)));
  };

  return {
    add: (operation) => {
      waiting.push(operation);
      if (waiting.length >= usersAtOnce) send();
    },
    flush: async () => {
      send();
      await Promise.all(sent);
    },
  };
}
