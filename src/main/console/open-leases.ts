import type { LeaseView } from '../../shared/bridge/server-views.ts';
import type { Clock, Stopwatch } from '../../shared/clock.ts';
import type { Lease } from '../../shared/documents/lease.ts';
import type { Device } from '../files/device.ts';
import { createLeaseKeeper, type LeaseKeeper } from '../provisioning/lease-keeper.ts';
import { openLeaseMemory } from '../provisioning/lease-memory.ts';
import { leaseTimes, type LeaseTimes } from '../provisioning/lease-times.ts';
import { createLeaseBoard, type LeaseBoard } from './lease-board.ts';

/** Who may apply: the keeper that takes the lease here, and the board that shows who holds it. */
export async function openLeases(options: {
  readonly directory: string;
  readonly device: Device;
  readonly actor: string;
  /** In place of the ones that hold otherwise. */
  readonly times: Partial<LeaseTimes> | undefined;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly uuid: () => string;
  readonly onChange: (view: LeaseView) => void;
}): Promise<{
  readonly leases: LeaseKeeper;
  readonly leaseBoard: LeaseBoard;
  /** The registry has this lease now. */
  readonly seeLease: (lease: Lease | null) => void;
}> {
  const { directory, device, actor, times, clock, stopwatch, uuid, onChange } = options;
  const leases = createLeaseKeeper({
    device,
    actor,
    times: { ...leaseTimes, ...times },
    clock,
    stopwatch,
    uuid,
    memory: await openLeaseMemory(directory),
  });
  const leaseBoard = createLeaseBoard({ deviceId: device.id, clock, stopwatch, onChange });
  return {
    leases,
    leaseBoard,
    seeLease: (lease) => {
      leaseBoard.see(lease);
      leases.noticed(lease);
    },
  };
}
