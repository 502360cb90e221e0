/** Fields that only say something and are never merged by a rule. */
export const textFields = [
  'name',
  'description',
  'ownerEmail',
  'configuration/a',
  'configuration/b',
] as const;
export type TextField = (typeof textFields)[number];

/** What decides on access, each either withdrawn or given. */
export const accessFields = ['enabled', 'archived', 'deleted', 'readOnly', 'overQuota'] as const;
export type AccessField = (typeof accessFields)[number];

/** What an acknowledged operation said. */
export type Said =
  | {
      readonly kind: 'text';
      readonly field: TextField;
      readonly value: string;
      /** What the device showed before, and so what was overwritten knowingly. */
      readonly over: readonly string[];
    }
  | { readonly kind: 'access'; readonly field: AccessField; readonly withdrawn: boolean }
  | { readonly kind: 'counters'; readonly generation: number; readonly epoch: number }
  | { readonly kind: 'rotation'; readonly rotatedAt: string }
  | { readonly kind: 'key'; readonly keyId: string; readonly revoked: boolean };

export interface Operation {
  readonly number: number;
  readonly device: string;
  readonly tenantId: string;
  readonly what: string;
  readonly said: readonly Said[];
  /** Numbers of the operations that the device may have known of. */
  readonly known: ReadonlySet<number>;
  /** Numbers of those that it certainly knew of: its own, and what had come when it was last synced. */
  readonly certain: ReadonlySet<number>;
  /** Whether replication ran meanwhile, so that something may have come in between look and edit. */
  readonly online: boolean;
  /** It may be gone: the only device that had it was put back to an older copy. */
  readonly mayBeGone: boolean;
}

/**
 * Keeps what every operation said and with which knowledge. Knowledge is the most that a device can have: all
 * that anybody had who was in reach of the server since. Offline it is exact, so what it finds is never wrong.
 */
export interface SyncModel {
  readonly operations: () => readonly Operation[];
  readonly joins: (device: string, online: boolean) => void;
  /** The device can reach the server from now on, or not. */
  readonly online: (device: string, online: boolean) => void;
  readonly acknowledged: (
    device: string,
    operation: Pick<Operation, 'tenantId' | 'what' | 'said'>,
  ) => Operation;
  /** The server is known to have all that this device said. */
  readonly arrived: (device: string) => void;
  /** A device that goes on from what another one is now. */
  readonly copied: (from: string, to: string) => void;
  /** The device is no more; what only it had may be gone. */
  readonly leaves: (device: string) => void;
}

export function createSyncModel(): SyncModel {
  const operations: Operation[] = [];
  const knows = new Map<string, Set<number>>();
  /** What is on a device for certain: its own, and what it was copied with. */
  const holds = new Map<string, Set<number>>();
  /** What a device has certainly read. */
  const read = new Map<string, Set<number>>();
  const reached = new Set<string>();
  const arrived = new Set<number>();
  const server = new Set<number>();

  const of = (sets: ReadonlyMap<string, Set<number>>, device: string): Set<number> => {
    const found = sets.get(device);
    if (found === undefined) throw new Error(`${device} never joined`);
    return found;
  };
  function spread(): void {
    for (const device of reached) for (const number of of(knows, device)) server.add(number);
    for (const device of reached) for (const number of server) of(knows, device).add(number);
  }

  return {
    operations: () => operations,
    joins: (device, online) => {
      knows.set(device, new Set());
      holds.set(device, new Set());
      read.set(device, new Set());
      if (online) reached.add(device);
      spread();
    },
    online: (device, online) => {
      if (online) reached.add(device);
      else reached.delete(device);
      spread();
    },
    acknowledged: (device, operation) => {
      const known = of(knows, device);
      const made: Operation = {
        ...operation,
        device,
        number: operations.length,
        known: new Set(known),
        certain: new Set(of(read, device)),
        online: reached.has(device),
        mayBeGone: false,
      };
      operations.push(made);
      known.add(made.number);
      of(holds, device).add(made.number);
      of(read, device).add(made.number);
      spread();
      return made;
    },
    arrived: (device) => {
      for (const number of of(holds, device)) arrived.add(number);
      // In agreement both ways: what had arrived before is here too.
      for (const number of arrived) of(read, device).add(number);
    },
    copied: (from, to) => {
      knows.set(to, new Set(of(knows, from)));
      holds.set(to, new Set(of(holds, from)));
      read.set(to, new Set(of(read, from)));
    },
    leaves: (device) => {
      reached.delete(device);
      const left = of(holds, device);
      knows.delete(device);
      holds.delete(device);
      read.delete(device);
      const held = new Set([...holds.values()].flatMap((numbers) => [...numbers]));
      for (const number of left) {
        const operation = operations[number];
        if (operation === undefined || arrived.has(number) || held.has(number)) continue;
        operations[number] = { ...operation, mayBeGone: true };
      }
    },
  };
}
