import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createTransport } from '../../src/couch/create-transport.ts';
import { registryDatabase } from '../../src/shared/naming.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { serverLeaves, storedLeaves } from '../support/database-leaves.ts';
import { openTestRegistry } from '../support/open-test-registry.ts';
import { systemClock } from '../support/registry-samples.ts';
import type { BenchServers } from './bench-server.ts';
import { syncFloors, type SyncFloor } from './floor-sync.ts';
import { rounded, timed, type Timed } from './result.ts';
import { seedDatabase } from './sync-database.ts';

export interface SyncBenchOptions {
  readonly servers: BenchServers;
  readonly docs: number;
  readonly runs: number;
  /** Told what is being done. */
  readonly note: (line: string) => void;
}

/** One run: the raw reading and ours right after it, on the same server. */
export interface SyncRun {
  readonly floor: Timed<void>;
  /** Until everything is in the database and in the index. */
  readonly ours: Timed<unknown>;
  readonly requests: number;
  /** Milliseconds: the 99.9th hundredth of the event loop's delays meanwhile, and the longest. */
  readonly delay: { readonly p999: number; readonly longest: number };
}

/** The first sync of a seeded registry, in turn with the raw way that a trial found to be the fastest. */
export async function benchSync(
  options: SyncBenchOptions,
): Promise<{ readonly floor: SyncFloor; readonly runs: readonly SyncRun[] }> {
  const { servers, docs, runs, note } = options;
  const server = await servers.take();
  try {
    const seeded = await timed(() => seedDatabase(server, registryDatabase, docs));
    note(`${docs} documents seeded in ${rounded(seeded.milliseconds / 1000)} s`);
    const floor = await bestFloor(server, note);
    const wanted = await onServer(server, ({ url, fetch }) => serverLeaves(url, fetch));
    const done: SyncRun[] = [];
    for (let run = 1; run <= runs; run += 1) {
      const raw = await floor.read(server, registryDatabase);
      const ours = await firstSync(server, wanted);
      done.push({ floor: raw, ...ours });
      note(
        `run ${run} of ${runs}: raw ${rounded(raw.milliseconds, 0)} ms, first sync ${rounded(ours.ours.milliseconds, 0)} ms ` +
          `(${rounded(ours.ours.milliseconds / raw.milliseconds, 2)}), event loop late by ${rounded(ours.delay.p999)} ms at most in 99.9 %`,
      );
    }
    return { floor, runs: done };
  } finally {
    await servers.giveBack(server);
  }
}

/** Reads once to warm the server up, then every way twice; the fastest reading decides. */
async function bestFloor(server: CouchDbAddress, note: (line: string) => void): Promise<SyncFloor> {
  let best: { readonly floor: SyncFloor; readonly milliseconds: number } | null = null;
  await syncFloors[0]?.read(server, registryDatabase);
  for (const floor of [...syncFloors, ...syncFloors]) {
    const { milliseconds } = await floor.read(server, registryDatabase);
    note(`trial of ${floor.name}: ${rounded(milliseconds, 0)} ms`);
    if (best === null || milliseconds < best.milliseconds) best = { floor, milliseconds };
  }
  if (best === null) throw new Error('no raw way was tried');
  return best.floor;
}

async function firstSync(
  server: CouchDbAddress,
  wanted: ReadonlyMap<string, string>,
): Promise<Omit<SyncRun, 'floor'>> {
  const directory = await mkdtemp(join(tmpdir(), 'mycouch-bench-'));
  try {
    const registry = await openTestRegistry(directory);
    const measured = await onServer(server, async (target) => {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const ours = await timed(() =>
        registry.firstPull(target, {
          signal: new AbortController().signal,
          onProgress: () => undefined,
        }),
      );
      delay.disable();
      if (ours.value === null) throw new Error('there was nothing to bring');
      // What `resolution` adds to every delay is no delay.
      const [p999, longest] = [delay.percentile(99.9) / 1e6 - 1, delay.max / 1e6 - 1];
      return { ours, requests: target.requests(), delay: { p999, longest } };
    }).finally(() => registry.close());
    const brought = await storedLeaves(join(directory, 'registry'));
    compare(brought, wanted);
    return measured;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function compare(brought: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): void {
  const missing = [...wanted].filter(([leaf, digest]) => brought.get(leaf) !== digest);
  const more = [...brought.keys()].filter((leaf) => !wanted.has(leaf));
  if (missing.length + more.length > 0) {
    throw new Error(
      `the two sides differ: ${missing.length} leaves are missing or different (${missing[0]?.[0] ?? '-'}), ${more.length} too many`,
    );
  }
}

async function onServer<T>(
  server: CouchDbAddress,
  work: (target: {
    readonly url: string;
    readonly fetch: typeof globalThis.fetch;
    readonly requests: () => number;
  }) => Promise<T>,
): Promise<T> {
  const transport = createTransport({
    url: server.url,
    credentials: server,
    clock: systemClock,
    random: Math.random,
  });
  try {
    const url = `${server.url}/${registryDatabase}`;
    return await work({ url, fetch: transport.fetch, requests: transport.requests });
  } finally {
    await transport.close();
  }
}
