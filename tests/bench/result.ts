/** One figure of a bench beside what it is measured by. */
export interface BenchResult {
  readonly id: string;
  readonly what: string;
  /** Median. */
  readonly value: number;
  /** Median of the raw requests in the same run; where there is no floor, the limit. */
  readonly floor: number;
  /** Cost ÷ floor; smaller is better. */
  readonly ratio: number;
  readonly unit: 'ms' | 'requests' | 'MB';
  readonly runs: number;
  /** Requests that one run of ours took; null where the server does not count them. */
  readonly requests: number | null;
  readonly measuredBy: 'floor' | 'limit';
  /** What else was seen: every run, the parts, the best of the floors. */
  readonly details: Readonly<Record<string, number | string | readonly number[]>>;
}

/** What `--json` prints. */
export interface BenchDocument {
  readonly machine: string;
  readonly couchdb: string;
  readonly results: readonly BenchResult[];
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  if (upper === undefined || lower === undefined) throw new Error('nothing was measured');
  return (upper + lower) / 2;
}

/** To what is worth reading. */
export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** How long something took, in milliseconds. */
export interface Timed<T> {
  readonly milliseconds: number;
  /** Of this process; tells on a busy machine what a clock cannot. */
  readonly processor: number;
  readonly value: T;
}

export async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const begun = performance.now();
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  const milliseconds = performance.now() - begun;
  return { milliseconds, processor: (user + system) / 1000, value };
}
