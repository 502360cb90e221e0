import { gatewayConnections, type GatewayRun } from './gateway.ts';
import { median, rounded, type BenchResult } from './result.ts';

/** SPEC.md N5. */
const share = 0.92;
const signingShare = 0.7;
const revocationLimit = 1_000;

/** What the runs come to, by the ids of SPEC.md. Rates are told as the time that a thousand take. */
export function gatewayResults(runs: readonly GatewayRun[]): readonly BenchResult[] {
  const each = (of: (run: GatewayRun) => number, digits = 0): readonly number[] =>
    runs.map((run) => rounded(of(run), digits));
  const middle = (of: (run: GatewayRun) => number, digits = 2): number =>
    rounded(median(runs.map(of)), digits);
  const added = (hundredth: number) => (run: GatewayRun) =>
    at(run.latency.ours, hundredth) - at(run.latency.bare, hundredth);
  const perThousand = (rate: number): number => 1_000_000 / rate;
  const common = { runs: runs.length, requests: null } as const;
  const revoked = (run: GatewayRun): number => Math.max(...run.revocation);
  return [
    {
      ...common,
      id: 'N5.throughput',
      what: `1,000 reads of a document through the gateway at ${String(gatewayConnections)} connections, beside the same proxy without any check (at most ${rounded(1 / share, 2)})`,
      value: middle(({ throughput }) => perThousand(throughput.ours), 1),
      floor: middle(({ throughput }) => perThousand(throughput.bare), 1),
      ratio: middle(({ throughput }) => throughput.bare / throughput.ours),
      unit: 'ms',
      measuredBy: 'floor',
      details: {
        'each (a second)': each(({ throughput }) => throughput.ours),
        'bare proxy (a second)': each(({ throughput }) => throughput.bare),
        'CouchDB itself (a second)': each(({ throughput }) => throughput.couchdb),
        'HAProxy that checks tokens (a second)': runs.every(
          ({ throughput }) => throughput.haproxy === null,
        )
          ? 'none on this machine'
          : each(({ throughput }) => throughput.haproxy ?? 0),
        'share of the bare proxy': each(({ throughput }) => throughput.ours / throughput.bare, 3),
      },
    },
    ...(
      [
        ['N5.latency', 50, 0.3],
        ['N5.latency-p99', 99, 2],
      ] as const
    ).map(([id, hundredth, limit]): BenchResult => ({
      ...common,
      id,
      what: `added to the bare proxy's time at 200 requests a second, ${String(hundredth)}th hundredth`,
      value: middle(added(hundredth)),
      floor: limit,
      ratio: rounded(median(runs.map(added(hundredth))) / limit, 2),
      unit: 'ms',
      measuredBy: 'limit',
      details: {
        'each (ms)': each(added(hundredth), 2),
        'gateway (ms)': each(({ latency }) => at(latency.ours, hundredth), 2),
        'bare proxy (ms)': each(({ latency }) => at(latency.bare, hundredth), 2),
        'CouchDB itself (ms)': each(({ latency }) => at(latency.couchdb, hundredth), 2),
      },
    })),
    {
      ...common,
      id: 'N5.exchange',
      what: `1,000 API keys exchanged for tokens over HTTP, beside a server of the same parts that signs one for whoever asks (at most ${rounded(1 / signingShare, 2)})`,
      value: middle(({ exchange }) => perThousand(exchange), 1),
      floor: middle(({ bareExchange }) => perThousand(bareExchange), 1),
      ratio: middle(({ exchange, bareExchange }) => bareExchange / exchange),
      unit: 'ms',
      measuredBy: 'floor',
      details: {
        'each (a second)': each(({ exchange }) => exchange),
        'the signing server (a second)': each(({ bareExchange }) => bareExchange),
        'share of the signing server': each(
          ({ exchange, bareExchange }) => exchange / bareExchange,
          3,
        ),
        'signatures without a server (a second)': each(({ signing }) => signing),
        'share of signing alone': each(({ exchange, signing }) => exchange / signing, 3),
      },
    },
    {
      ...common,
      id: 'N5.revocation',
      what: 'from the write at CouchDB that ends a key until it and its token are refused, the longest of five',
      value: middle(revoked, 0),
      floor: revocationLimit,
      ratio: rounded(median(runs.map(revoked)) / revocationLimit, 2),
      unit: 'ms',
      measuredBy: 'limit',
      details: {
        'each (ms)': runs.flatMap(({ revocation }) => revocation.map((ms) => rounded(ms))),
      },
    },
  ];
}

/** The value below which so many hundredths are. */
function at(values: readonly number[], hundredth: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * hundredth) / 100))];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}
