import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startProgram } from '../support/run-program.ts';
import { pick, type TenantFacts } from './edits.ts';
import type { HistoryContext } from './history.ts';
import { inspectServer } from './inspect.ts';
import { readWorkerLine, type WorkerLine } from './worker-lines.ts';

/** What the parent knows of one tenant from what a worker acknowledged. */
interface Promised {
  facts: TenantFacts;
  /** An edit was begun after the last acknowledged one; it may or may not have come to something. */
  open: boolean;
}

export interface KillOptions {
  /** The built program of `tests/support/programs/campaign-worker.ts`. */
  readonly worker: string;
  readonly kills: number;
  /** Also cuts the end off the store's log after a kill, as a power failure does. */
  readonly cutTail: boolean;
}

/** Gives a worker this long to settle, in milliseconds. */
const settleLimit = 120_000;

/** A process that edits, plans and applies, killed again and again at any moment. */
export async function playKills(context: HistoryContext, options: KillOptions): Promise<void> {
  const { server, watcher, random, violated, step, count } = context;
  const directory = await mkdtemp(join(tmpdir(), 'mycouch-kills-'));
  const promised = new Map<string, Promised>();
  const env = {
    CAMPAIGN_URL: server.url,
    CAMPAIGN_USER: server.username,
    CAMPAIGN_PASSWORD: server.password,
  };
  const program = { path: options.worker, remove: () => Promise.resolve() };
  try {
    for (let kill = 0; kill < options.kills; kill += 1) {
      const seed = String(Math.floor(random() * 2 ** 31));
      const worker = startProgram(program, [directory, 'run', seed, String(kill)], { env });
      const [lines, later] = [Math.floor(random() * 14), random() * 150];
      await worker.until(() => worker.lines.length >= lines);
      await pause(later);
      worker.kill('SIGKILL');
      await worker.ended;
      if (worker.child.signalCode !== 'SIGKILL') {
        violated(`a worker ended by itself with ${String(worker.child.exitCode)}`);
      }
      count('kills');
      const read = worker.lines.map(readWorkerLine);
      note(read, promised, violated);
      const last = read.findLast((line) => line !== null);
      step(`killed after ${read.length} lines, the last ${JSON.stringify(last ?? null)}`);
      for (const line of read) if (line?.kind === 'applied') count(`applied: ${cameTo(line.came)}`);
      if (options.cutTail && random() < 0.5) {
        const cut = await cutLog(directory, random);
        if (cut > 0) {
          // What was acknowledged may be lost with the tail; what is on the server may not be undone.
          promised.clear();
          step(`cut ${cut} bytes off the store's log`);
          count('logs cut');
        }
      }
    }
    const worker = startProgram(program, [directory, 'settle', '0', 'z'], { env });
    const timer = setTimeout(() => {
      violated('a worker did not settle in time');
      worker.kill('SIGKILL');
    }, settleLimit);
    await worker.ended;
    clearTimeout(timer);
    const read = worker.lines.map(readWorkerLine);
    note(read, promised, violated);
    const settled = read.find((line) => line?.kind === 'settled');
    if (settled?.kind !== 'settled') {
      violated(`a worker ended with ${String(worker.child.exitCode)} instead of settling`);
      return;
    }
    compare(promised, settled.tenants, violated);
    const wrong = await inspectServer(server, settled.tenants, watcher.remains);
    for (const what of wrong) violated(what);
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

function cameTo(came: number | string): string {
  return typeof came === 'string' ? came : came === 0 ? 'nothing to do' : 'done';
}

/** Takes down what a worker promised. */
function note(
  lines: readonly (WorkerLine | null)[],
  promised: Map<string, Promised>,
  violated: (what: string) => void,
): void {
  for (const line of lines) {
    if (line?.kind === 'violation') violated(line.what);
    if (line?.kind === 'ack') promised.set(line.tenant.id, { facts: line.tenant, open: false });
    if (line?.kind === 'try' && line.id !== null) {
      const known = promised.get(line.id);
      if (known !== undefined) known.open = true;
    }
  }
}

function compare(
  promised: ReadonlyMap<string, Promised>,
  found: readonly TenantFacts[],
  violated: (what: string) => void,
): void {
  for (const [id, { facts, open }] of promised) {
    const now = found.find((tenant) => tenant.id === id);
    if (now === undefined) violated(`${facts.key} was acknowledged and is lost`);
    else if (now.generation < facts.generation || now.epoch < facts.epoch) {
      violated(`an acknowledged edit of ${facts.key} is lost: ${show(facts)}, now ${show(now)}`);
    } else if (!open && show(now) !== show(facts)) {
      violated(`${facts.key} is not what was acknowledged: ${show(facts)}, now ${show(now)}`);
    }
  }
}

const show = (facts: TenantFacts): string => JSON.stringify(facts);

/** Cuts some bytes off the end of the newest log file of the store; answers how many. */
async function cutLog(directory: string, random: () => number): Promise<number> {
  const entries = await readdir(directory, { recursive: true });
  const logs = entries.filter((entry) => /(^|\/)\d+\.log$/.test(entry));
  const log = pick(logs, random);
  if (log === undefined) return 0;
  const path = join(directory, log);
  const { size } = await stat(path);
  const cut = Math.min(size, Math.floor(random() * 3000));
  await truncate(path, size - cut);
  return cut;
}
