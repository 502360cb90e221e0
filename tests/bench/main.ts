/** `npm run bench`; see scripts/bench.mjs. */
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchServers } from './bench-server.ts';
import { benchProvision } from './provision.ts';
import { provisionResults } from './provision-results.ts';
import { rounded, type BenchDocument } from './result.ts';
import { benchTable } from './table.ts';

const usage = 'usage: npm run bench -- provision [--tenants N] [--runs N] [--json] [--profile DIR]';

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        tenants: { type: 'string', default: '1000' },
        runs: { type: 'string', default: '5' },
        json: { type: 'boolean', default: false },
      },
    });
    const [tenants, runs] = [Number(values.tenants), Number(values.runs)];
    const counts = [tenants, runs].every((count) => Number.isInteger(count) && count > 0);
    const known = positionals.length === 1 && positionals[0] === 'provision';
    return counts && known && tenants <= 99_999 ? { tenants, runs, json: values.json } : null;
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

const wanted = readArguments();
if (wanted === null) {
  note(usage);
  process.exitCode = 1;
} else {
  const servers = await benchServers();
  const about = machine();
  note(about);
  note(servers.description);
  const { floorPlan, runs } = await benchProvision({ ...wanted, servers, note });
  const document: BenchDocument = {
    machine: about,
    couchdb: servers.description,
    results: provisionResults(wanted.tenants, floorPlan, runs),
  };
  note(`\n${benchTable(document)}`);
  if (wanted.json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
