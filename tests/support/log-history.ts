import fc from 'fast-check';
import type { AuditDraft, ChainedEntry } from '../../src/shared/documents/audit.ts';
import { chainEntry, type ChainHead, type Signer } from '../../src/shared/log/chain-entry.ts';
import { makeSigningKey } from '../../src/main/log/ed25519.ts';
import { sha256 } from '../../src/main/log/sha256.ts';

/** Keys are dear to make and all the same for a test; the first devices always have the same ones. */
const signers: Signer[] = [];

export function signerOf(device: number): Signer {
  while (signers.length <= device) signers.push(makeSigningKey().signer);
  const signer = signers[device];
  if (signer === undefined) throw new Error('There is no such device.');
  return signer;
}

export function emptyHead({ deviceId, key }: Signer): ChainHead {
  return { deviceId, key, seq: 0, previous: null, at: null, cited: {} };
}

export function draftAt(milliseconds: number, more: Partial<AuditDraft> = {}): AuditDraft {
  return {
    type: 'audit_log',
    tenant_id: null,
    action: 'tenant_edited',
    actor: 'anna',
    resource_type: 'tenant',
    resource_id: 'tenant_x',
    outcome: 'ok',
    details: { n: 1, text: 'ä' },
    createdAt: new Date(Date.UTC(2026, 0, 1) + milliseconds).toISOString(),
    ...more,
  };
}

/** One device of a history: what it wrote and what it has seen of others. */
export interface HistoryDevice {
  readonly name: string;
  readonly signer: Signer;
  head: ChainHead;
  seen: Map<string, { seq: number; id: string }>;
  waiting: ChainedEntry[];
}

export interface History {
  readonly devices: readonly HistoryDevice[];
  /** What the server has. */
  readonly entries: Map<string, ChainedEntry>;
}

export function newHistory(devices: number): History {
  return {
    devices: Array.from({ length: devices }, (_, n) => ({
      name: `device-${String(n)}`,
      signer: signerOf(n),
      head: emptyHead(signerOf(n)),
      seen: new Map(),
      waiting: [],
    })),
    entries: new Map(),
  };
}

export function write(device: HistoryDevice, draft: AuditDraft): ChainedEntry {
  const { entry, head } = chainEntry(draft, {
    device: device.name,
    head: device.head,
    heads: device.seen,
    signer: device.signer,
    sha256,
  });
  device.head = head;
  device.waiting.push(entry);
  return entry;
}

/** Pushes what waits and sees what the others have pushed. */
export function sync(history: History, device: HistoryDevice): void {
  for (const entry of device.waiting.splice(0)) history.entries.set(entry._id, entry);
  for (const { _id: id, chain } of history.entries.values()) {
    const known = device.seen.get(chain.device_id);
    if (known === undefined || chain.seq > known.seq) {
      device.seen.set(chain.device_id, { seq: chain.seq, id });
    }
  }
}

/** What happens in an honest history: devices write, clocks go on or back, devices meet the server. */
export const arbitraryHistory: fc.Arbitrary<History> = fc
  .record({
    devices: fc.integer({ min: 1, max: 5 }),
    steps: fc.array(
      fc.record({
        device: fc.nat({ max: 4 }),
        what: fc.constantFrom('write', 'write', 'sync'),
        clock: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5000 }), fc.constant(-3000)),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  })
  .map(({ devices, steps }) => {
    const history = newHistory(devices);
    let now = 10_000;
    for (const { device: number, what, clock } of steps) {
      const device = history.devices[number % devices];
      if (device === undefined) continue;
      now = Math.max(0, now + clock);
      if (what === 'write') write(device, draftAt(now));
      else sync(history, device);
    }
    for (const device of history.devices) sync(history, device);
    return history;
  });
