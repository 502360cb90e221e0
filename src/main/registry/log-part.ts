import type { AuditDraft, Sha256 } from '../../shared/documents/audit.ts';
import type { Gate } from '../../shared/gate.ts';
import type { LocalDatabase } from './pouch.ts';
import type { RegistryChange } from './replication.ts';
import { openRegistryLog, type OpenLog } from './registry-log.ts';
import type { RegistryLog } from './registry-log-port.ts';

/** Entries that a first connection brings. */
const defaultWindow = 5000;

/** The part of the registry that writes the audit log: one open log at a time, that of the open registry. */
export interface LogPart {
  readonly port: RegistryLog;
  /** Opens the log of a registry; the one before must be closed. */
  readonly open: (db: LocalDatabase, registryFolder: string) => Promise<void>;
  /** Says that another registry's log is open now. */
  readonly turned: () => void;
  readonly documentsFor: (
    drafts: readonly AuditDraft[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** A command has written: entries go from the outbox into the log, when the writer has time. */
  readonly written: () => void;
  readonly moveTo: (folder: string) => Promise<void>;
  readonly page: OpenLog['page'];
  readonly facets: OpenLog['facets'];
  /** Within the gate: flushes what can be flushed and closes. */
  readonly close: () => Promise<void>;
}

/** @param gate that of the registry's one writer */
export function createLogPart(options: {
  readonly directory: string;
  readonly device: string;
  readonly sha256: Sha256;
  readonly gate: Gate;
  readonly window?: number | undefined;
  readonly onProblem: (error: unknown) => void;
}): LogPart {
  const { gate, onProblem } = options;
  const changed = new Set<(change: RegistryChange) => void>();
  const turned = new Set<() => void>();
  const entries = new Set<() => void>();
  let current: OpenLog | null = null;
  let planned = false;

  function log(): OpenLog {
    if (current === null) throw new Error('No log is open.');
    return current;
  }

  function tell(listeners: ReadonlySet<() => void>): void {
    for (const listener of listeners) listener();
  }

  function flush(): Promise<void> {
    return gate.run(async () => {
      planned = false;
      await current?.flush();
    });
  }

  return {
    port: {
      replica: {
        seq: () => log().store.seq(),
        onChange: (listener) => {
          changed.add(listener);
          return () => changed.delete(listener);
        },
        changesAfter: (seq) => log().store.changesAfter(seq),
        recall: () => log().store.recall(),
        remember: (text) => log().store.remember(text),
        replicate: (target, how) => log().store.replicate(target, how),
        firstPull: (target, how) => log().store.firstPull(target, how),
      },
      chain: () => log().chain(),
      foreign: () => log().foreign(),
      begin: (signer) =>
        gate.run(async () => {
          await log().begin(signer);
          await log().flush();
        }),
      use: (signer) =>
        gate.run(async () => {
          log().use(signer);
          await log().flush();
        }),
      onTurn: (listener) => {
        turned.add(listener);
        return () => turned.delete(listener);
      },
      onEntries: (listener) => {
        entries.add(listener);
        return () => entries.delete(listener);
      },
      flush,
      onServer: () => log().store.onServer(),
      agreedAt: (localSeq) => log().store.agreedAt(localSeq),
      wholeSince: () => log().store.wholeSince(),
      all: () => log().store.all(),
      read: async (id) => (await log().store.readMany([id]))[0],
    },
    open: async (db, registryFolder) => {
      current = await openRegistryLog({
        db,
        directory: options.directory,
        registryFolder,
        device: options.device,
        windowSize: options.window ?? defaultWindow,
        sha256: options.sha256,
        onChange: (change) => {
          for (const listener of changed) listener(change);
          tell(entries);
        },
        onForeign: () => {
          tell(turned);
        },
        onProblem,
      });
    },
    turned: () => {
      tell(turned);
    },
    documentsFor: (drafts) => log().documentsFor(drafts),
    written: () => {
      tell(entries);
      if (planned) return;
      planned = true;
      flush().catch(onProblem);
    },
    moveTo: async (folder) => {
      await log().moveTo(folder);
    },
    page: (legacy, query) => log().page(legacy, query),
    facets: (legacy) => log().facets(legacy),
    close: async () => {
      const open = current;
      if (open === null) return;
      // What cannot be moved now is in the outbox and goes at the next start.
      await open.flush().catch(onProblem);
      current = null;
      await open.close();
    },
  };
}
