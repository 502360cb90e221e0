import { allDocsPage } from '../../couch/all-docs-page.ts';
import type { Requester } from '../../couch/transport.ts';
import { writeDocuments } from '../../couch/write-documents.ts';
import type { AuditDraft } from '../../shared/documents/audit.ts';
import { chainedEntrySchema } from '../../shared/documents/audit.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { createGate } from '../../shared/gate.ts';
import { chainBegun } from '../../shared/log/chain-begun.ts';
import { chainEntry, type ChainHead, type Signer } from '../../shared/log/chain-entry.ts';
import { firstEntryId, lastEntryId } from '../../shared/log/entry-id.ts';
import { logDatabase } from '../../shared/naming.ts';
import type { AuditFiles, AuditState, BegunWrite } from './audit-file.ts';
import { asBody } from './document-body.ts';
import { makeDeviceKey, readDeviceKey, sha256 } from './device-key.ts';

/** Entries of other devices that are looked at before own ones are written, to cite the newest. */
const seenEntries = 200;
const batchSize = 200;

/** A gateway's part of the audit log: a chain of its own, signed with a key of its own. */
export interface GatewayLog {
  /** Notes, durably, what is about to be written and how it will be told. */
  readonly begin: (write: BegunWrite) => Promise<void>;
  /** It was written: its entries are signed and wait to go out. `failed`: it was written in part. */
  readonly confirm: (id: string, outcome: 'ok' | 'failed') => Promise<void>;
  /** It was not written. */
  readonly drop: (id: string) => Promise<void>;
  /** What was begun and never ended. */
  readonly begun: () => readonly BegunWrite[];
  /** Brings what waits into the log on the server. Errors: those of the transport. */
  readonly flush: () => Promise<void>;
}

/**
 * Opens the gateway's part of the log, with a new key where there is none yet. Where the key is lost, or the
 * folder is an older copy of itself, a new chain begins and its first entry says so.
 */
export async function openGatewayLog(options: {
  readonly transport: Requester;
  readonly files: AuditFiles;
  /** The gateway's name, as the log shows it. */
  readonly device: string;
  readonly now: () => Date;
}): Promise<GatewayLog> {
  const { transport, files, device, now } = options;
  const gate = createGate();
  const stored = await files.readState();
  const secret = await files.readKey();
  const kept = secret === null ? null : readDeviceKey(secret);
  let signer: Signer;
  let state: AuditState;
  /** Newest entries seen of each chain. */
  const heads = new Map<string, { readonly seq: number; readonly id: string }>();
  let looked = false;

  if (kept !== null && stored?.head.deviceId === kept.deviceId) {
    signer = kept;
    state = stored;
  } else {
    ({ signer, state } = await newChain(stored));
    if (stored !== null) await note(stored.head, 'key-missing', null);
    else await files.writeState(state);
  }

  /** The key is kept before the first entry relies on it. */
  async function newChain(
    before: AuditState | null,
  ): Promise<{ readonly signer: Signer; readonly state: AuditState }> {
    const made = makeDeviceKey();
    await files.writeKey(made.secret);
    const { deviceId, key } = made.signer;
    return {
      signer: made.signer,
      state: {
        head: { deviceId, key, seq: 0, previous: null, at: null, cited: {} },
        begun: before?.begun ?? [],
        outbox: before?.outbox ?? [],
      },
    };
  }

  async function note(
    old: ChainHead,
    why: 'key-missing' | 'written-on-elsewhere',
    foreign: { readonly seq: number; readonly id: string } | null,
  ): Promise<void> {
    const at = now().toISOString();
    await save(signed(state, [chainBegun({ old, why, foreign, actor: actorOf(device), now: at })]));
  }

  function signed(before: AuditState, drafts: readonly AuditDraft[]): AuditState {
    let { head } = before;
    const outbox = [...before.outbox];
    for (const draft of drafts) {
      const made = chainEntry(draft, { device, head, heads, signer, sha256 });
      outbox.push(made.entry);
      head = { ...made.head, cited: { ...made.head.cited } };
    }
    return { ...before, head, outbox };
  }

  async function save(changed: AuditState): Promise<void> {
    await files.writeState(changed);
    state = changed;
  }

  /** Learns what others wrote, and whether somebody else has written on this chain. */
  async function look(): Promise<void> {
    const range = { start: lastEntryId, end: firstEntryId, descending: true, skip: 0 };
    const listed = await allDocsPage(transport, logDatabase, { ...range, limit: seenEntries });
    let foreign: { readonly seq: number; readonly id: string } | null = null;
    for (const document of listed) {
      const read = chainedEntrySchema.safeParse(document);
      if (!read.success) continue;
      const { _id: id, chain } = read.data;
      if (chain.device_id === state.head.deviceId) {
        if (chain.seq > state.head.seq && chain.seq > (foreign?.seq ?? 0)) {
          foreign = { seq: chain.seq, id };
        }
      } else if (chain.seq > (heads.get(chain.device_id)?.seq ?? 0)) {
        heads.set(chain.device_id, { seq: chain.seq, id });
      }
    }
    looked = true;
    if (foreign === null) return;
    const old = state.head;
    ({ signer, state } = await newChain(state));
    await note(old, 'written-on-elsewhere', foreign);
  }

  function without(id: string): AuditState {
    return { ...state, begun: state.begun.filter((write) => write.id !== id) };
  }

  return {
    begin: (write) => gate.run(() => save({ ...state, begun: [...state.begun, write] })),
    confirm: (id, outcome) =>
      gate.run(async () => {
        const write = state.begun.find((one) => one.id === id);
        if (write === undefined) return;
        const drafts = write.drafts.map((draft) =>
          outcome === 'ok' ? draft : { ...draft, outcome },
        );
        await save(signed(without(id), drafts));
      }),
    drop: (id) => gate.run(() => save(without(id))),
    begun: () => state.begun,
    flush: () =>
      gate.run(async () => {
        if (state.outbox.length === 0 && looked) return;
        await look();
        while (state.outbox.length > 0) {
          const batch = state.outbox.slice(0, batchSize);
          const rows = await writeDocuments(transport, logDatabase, batch.map(asBody));
          // A conflict: it is there already, since an id says what is in it.
          const gone = new Set(
            rows.flatMap((row) => (!('error' in row) || row.error === 'conflict' ? [row.id] : [])),
          );
          if (gone.size === 0) throw refused(batch.length);
          await save({ ...state, outbox: state.outbox.filter(({ _id }) => !gone.has(_id)) });
        }
      }),
  };
}

function refused(entries: number): ConsoleError {
  return new ConsoleError(
    'server-forbidden',
    'The server does not take entries of the audit log.',
    {
      remedy: 'Connect a console to it as a server administrator; that repairs the log’s guard.',
      details: { entries },
    },
  );
}

/** Who is said to have done what a gateway does by itself. */
export function actorOf(gateway: string): string {
  return `gateway:${gateway}`;
}
