import type { CouchRequest, CouchResponse } from '../../src/couch/transport.ts';
import type { ErrorReport } from '../../src/shared/errors.ts';
import type { SyncStatus } from '../../src/shared/sync-status.ts';
import type { ReplicationProgress, ReplicationStart } from '../../src/main/registry/replication.ts';
import { readRemembered } from '../../src/main/sync/mark.ts';
import { startSync } from '../../src/main/sync/start-sync.ts';
import type { SyncedStore } from '../../src/main/sync/synced-store.ts';
import type { Sync } from '../../src/main/sync/sync.ts';
import { manualClock, settled, type ManualClock } from './manual-clock.ts';

/** A local store and a server of which a test says what they have and what replication tells. */
export class SyncScene {
  localSeq = 5;
  remoteSeq = 7;
  /** Which database of that name the server has. */
  instance = '1';
  /** What the server throws, or null while it works. */
  trouble: (() => Error) | null = null;
  requests = 0;
  replications = 0;
  /** Where the newest replication began. */
  from: ReplicationStart | undefined;
  tell: (progress: Partial<ReplicationProgress>) => void = () => undefined;
  breakOff: (error: unknown) => void = () => undefined;
  changed: (change?: { onlyLease: boolean }) => void = () => undefined;
  /** Id of what the server has to give. */
  remoteId = 'a';
  /** Holds the answers of the server back until it is called. */
  gate: Promise<void> = Promise.resolve();
  /** What the local database keeps, and the documents that the server keeps beside its data. */
  note: string | null = null;
  kept = new Map<string, unknown>();
  firstPull: SyncedStore['firstPull'];
  readonly statuses: SyncStatus[] = [];
  readonly setBacks: ErrorReport[] = [];
  readonly clock: ManualClock = manualClock();

  start(): Sync {
    return startSync({
      store: {
        seq: () => this.localSeq,
        changesAfter: (seq) => Promise.resolve(Math.max(0, this.localSeq - seq)),
        onChange: (listener) => {
          this.changed = (change = { onlyLease: false }) => {
            listener(change);
          };
          return () => {
            this.changed = () => undefined;
          };
        },
        recall: () => Promise.resolve(this.note),
        remember: (text) => {
          this.note = text;
          return Promise.resolve();
        },
        replicate: (_target, { onProgress, from }) => this.replicate(onProgress, from),
        ...(this.firstPull === undefined ? {} : { firstPull: this.firstPull }),
      },
      transport: {
        url: 'http://couch.test',
        fetch: () => Promise.reject(new Error('unused')),
        request: (request) => this.answer(request),
      },
      database: 'couch-sitter',
      couchdbUuid: 'server',
      clock: this.clock,
      random: () => 0,
      verify: () => Promise.resolve(),
      onStatus: (status) => this.statuses.push(status),
      onSetBack: (report) => this.setBacks.push(report),
    });
  }

  /** What the last mark here says; null before the first. */
  mark(): { readonly pushedSeq: number; readonly pulledSeq: string } | null {
    return readRemembered(this.note, 'server')?.confirmed ?? null;
  }

  private replicate(
    onProgress: (progress: ReplicationProgress) => void,
    from: ReplicationStart | undefined,
  ): ReturnType<SyncedStore['replicate']> {
    this.replications += 1;
    this.from = from;
    this.tell = (progress) => {
      onProgress({
        direction: 'pull',
        kind: 'progress',
        written: 0,
        lastSeq: 0,
        error: null,
        onlyLease: false,
        ...progress,
      });
    };
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve, reject) => {
      end = resolve;
      this.breakOff = reject;
    });
    ended.catch(() => undefined);
    return {
      ended,
      stop: () => {
        end();
        return Promise.resolve();
      },
    };
  }

  private answer({ method, path, query, body }: CouchRequest): Promise<CouchResponse> {
    this.requests += 1;
    if (this.trouble !== null) return Promise.reject(this.trouble());
    const answer = (status: number, value: unknown) =>
      this.gate.then(() => ({ status, headers: new Map<string, string>(), body: value }));
    if (path[1] === '_local') {
      const id = path.join('/');
      if (method === 'PUT') {
        this.kept.set(id, body);
        return answer(201, { ok: true });
      }
      return this.kept.has(id) ? answer(200, this.kept.get(id)) : answer(404, null);
    }
    const waiting = Math.max(0, this.remoteSeq - Number(query?.['since'] ?? 0));
    return answer(
      200,
      path[1] === '_changes'
        ? {
            results: waiting > 0 ? [{ id: this.remoteId }] : [],
            pending: Math.max(0, waiting - 1),
            last_seq: String(this.remoteSeq),
          }
        : { update_seq: String(this.remoteSeq), instance_start_time: this.instance },
    );
  }

  async catchUp(): Promise<void> {
    await settled();
    this.tell({ direction: 'push', kind: 'caught-up', lastSeq: this.localSeq });
    this.tell({ direction: 'pull', kind: 'caught-up', lastSeq: String(this.remoteSeq) });
    await settled();
  }
}
