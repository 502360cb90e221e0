/** `npm run bench`; see scripts/bench.mjs. */
import { readFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchServers, type BenchServers } from './bench-server.ts';
import { consoleResults, consoleRunsSchema } from './console-results.ts';
import { benchGateway } from './gateway.ts';
import { gatewayResults } from './gateway-results.ts';
import { benchProvision } from './provision.ts';
import { provisionResults } from './provision-results.ts';
import { rounded, type BenchDocument, type BenchResult } from './result.ts';
import { benchSync } from './sync.ts';
import { syncResults } from './sync-results.ts';
import { benchTable } from './table.ts';

const usage = `usage: npm run bench -- provision [--tenants N] [--runs N] [--json] [--profile DIR]
       npm run bench -- sync [--docs N] [--runs N] [--json] [--profile DIR]
       npm run bench -- gateway [--seconds N] [--runs N] [--json] [--profile DIR]
       npm run bench -- console [--tenants N] [--runs N] [--json]`;

type Wanted =
  | {
      readonly subject: 'console';
      readonly tenants: number;
      readonly measured: string;
      readonly json: boolean;
    }
  | {
      readonly subject: 'provision' | 'sync' | 'gateway';
      readonly tenants: number;
      readonly docs: number;
      readonly seconds: number;
      readonly runs: number;
      readonly json: boolean;
    };

function readArguments(): Wanted | null {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        tenants: { type: 'string', default: '1000' },
        docs: { type: 'string', default: '60000' },
        runs: { type: 'string', default: '5' },
        /** Of each measurement of the gateway. */
        seconds: { type: 'string', default: '5' },
        json: { type: 'boolean', default: false },
        /** What the window's part of the bench has left. */
        measured: { type: 'string' },
      },
    });
    const numbers = [values.tenants, values.runs, values.docs, values.seconds].map(Number);
    const [tenants = 0, runs = 0, docs = 0, seconds = 0] = numbers;
    const [subject] = positionals;
    const counts = numbers.every((count) => Number.isInteger(count) && count > 0);
    if (!counts || positionals.length !== 1 || tenants > 99_999) return null;
    const { json, measured } = values;
    if (subject === 'console' && measured !== undefined)
      return { subject, tenants, measured, json };
    return subject === 'provision' || subject === 'sync' || subject === 'gateway'
      ? { subject, tenants, docs, seconds, runs, json }
      : null;
  } catch {
    return null;
  }
}

function machine(): string {
  const [first] = cpus();
  const load = loadavg().map((value) => rounded(value));
  return `${cpus().length} × ${first?.model.trim() ?? 'processor'}, ${rounded(totalmem() / 2 ** 30, 0)} GiB, Node ${process.versions.node}, ${process.platform}; load before: ${load.join(' ')}`;
}

const note = (line: string) => {
  process.stderr.write(`${line}\n`);
};

async function measured(
  wanted: Exclude<Wanted, { subject: 'console' }>,
  servers: BenchServers,
): Promise<readonly BenchResult[]> {
  if (wanted.subject === 'sync') {
    const { floor, runs } = await benchSync({ ...wanted, servers, note });
    return syncResults(wanted.docs, floor, runs);
  }
  if (wanted.subject === 'gateway') {
    return gatewayResults(await benchGateway({ ...wanted, servers, note }));
  }
  const { floorPlan, runs } = await benchProvision({ ...wanted, servers, note });
  return provisionResults(wanted.tenants, floorPlan, runs);
}

function tell(document: BenchDocument): void {
  note(`\n${benchTable(document)}`);
  if (wanted?.json === true) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

const wanted = readArguments();
if (wanted === null) {
  note(usage);
  process.exitCode = 1;
} else if (wanted.subject === 'console') {
  const runs = consoleRunsSchema.parse(JSON.parse(await readFile(wanted.measured, 'utf8')));
  tell({
    machine: machine(),
    couchdb: 'no server',
    results: consoleResults(wanted.tenants, runs),
  });
} else {
  const servers = await benchServers();
  const about = machine();
  note(about);
  note(servers.description);
  tell({
    machine: about,
    couchdb: servers.description,
    results: await measured(wanted, servers),
  });
}
