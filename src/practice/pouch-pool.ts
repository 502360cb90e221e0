import { openPouch, type PouchDatabase } from './pouch.ts';

interface Slot {
  readonly opening: Promise<PouchDatabase>;
  users: number;
}

/** Stores opened on demand; those nobody uses are closed, oldest first, once there are too many. */
export interface PouchPool {
  /** Runs some work on the store of a folder, which stays open meanwhile. */
  readonly use: <T>(folder: string, work: (pouch: PouchDatabase) => Promise<T>) => Promise<T>;
  /** Closes the store of a folder that nobody uses any more. */
  readonly close: (folder: string) => Promise<void>;
  readonly closeAll: () => Promise<void>;
}

/** @param limit how many stores may stay open; each costs some file descriptors. */
export const createPouchPool = (limit: number): PouchPool => {
  const slots = new Map<string, Slot>();
  const closing = new Map<string, Promise<void>>();

  const close = async (folder: string): Promise<void> => {
    const slot = slots.get(folder);
    if (slot === undefined) return closing.get(folder);
    slots.delete(folder);
    const done = slot.opening
      .then((pouch) => pouch.close())
      .catch(() => undefined)
      .finally(() => closing.delete(folder));
    closing.set(folder, done);
    return done;
  };

  const trim = (): void => {
    if (slots.size <= limit) return;
    for (const [folder, slot] of slots) {
      if (slot.users > 0) continue;
      void close(folder);
      if (slots.size <= limit) return;
    }
  };

  const open = (folder: string): Slot => {
    const known = slots.get(folder);
    if (known !== undefined) {
      // Moves it to the young end of the map.
      slots.delete(folder);
      slots.set(folder, known);
      return known;
    }
    const before = closing.get(folder) ?? Promise.resolve();
    const slot: Slot = { opening: before.then(() => openPouch(folder)), users: 0 };
    slots.set(folder, slot);
    slot.opening.catch(() => {
      if (slots.get(folder) === slot) slots.delete(folder);
    });
    return slot;
  };

  return {
    use: async (folder, work) => {
      const slot = open(folder);
      slot.users += 1;
      try {
        return await work(await slot.opening);
      } finally {
        slot.users -= 1;
        trim();
      }
    },
    close,
    closeAll: async () => {
      await Promise.all([...slots.keys()].map(close));
      await Promise.all(closing.values());
    },
  };
};
