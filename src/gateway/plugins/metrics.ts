/** Upper bounds of the buckets, in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Labels = Readonly<Record<string, string>>;

/** A number that only rises. The labels are of closed lists, so that no caller can make new ones. */
export interface Counter {
  readonly add: (labels: Labels, by?: number) => void;
  /** The same for one set of labels, for those that count often. */
  readonly of: (labels: Labels) => () => void;
}
/** How long something took, in milliseconds. */
export interface Histogram {
  readonly of: (labels: Labels) => (milliseconds: number) => void;
}

/** What the gateway counts, in Prometheus' text format. */
export interface Metrics {
  readonly counter: (name: string, help: string) => Counter;
  readonly histogram: (name: string, help: string) => Histogram;
  /** `read` is asked at each reading; null: there is no value now. */
  readonly gauge: (name: string, help: string, read: () => number | null) => void;
  readonly text: () => string;
}

interface Timings {
  readonly counts: number[];
  sum: number;
  total: number;
}

/** Prometheus metrics, text format 0.0.4. Families stand in the order in which they were made. */
export function createMetrics(): Metrics {
  const families = new Map<string, () => readonly string[]>();
  const add = (name: string, kind: string, help: string, lines: () => readonly string[]): void => {
    if (families.has(name)) throw new Error(`The metric ${name} is there already.`);
    families.set(name, () => [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines()]);
  };
  return {
    counter: (name, help) => {
      const values = new Map<string, { value: number }>();
      add(name, 'counter', help, () =>
        [...values].map(([labels, { value }]) => `${name}${labels} ${String(value)}`),
      );
      const cell = (labels: Labels): { value: number } => {
        const key = written(labels);
        const known = values.get(key) ?? { value: 0 };
        values.set(key, known);
        return known;
      };
      return {
        add: (labels, by = 1) => {
          cell(labels).value += by;
        },
        of: (labels) => {
          const counted = cell(labels);
          return () => {
            counted.value += 1;
          };
        },
      };
    },
    histogram: (name, help) => {
      const values = new Map<string, { readonly labels: Labels; readonly timings: Timings }>();
      add(name, 'histogram', help, () =>
        [...values.values()].flatMap(({ labels, timings }) => lines(name, labels, timings)),
      );
      return {
        of: (labels) => {
          const key = written(labels);
          const { timings } = values.get(key) ?? {
            timings: { counts: buckets.map(() => 0), sum: 0, total: 0 },
          };
          values.set(key, { labels, timings });
          return (milliseconds) => {
            const seconds = milliseconds / 1000;
            timings.sum += seconds;
            timings.total += 1;
            const at = buckets.findIndex((bound) => seconds <= bound);
            if (at !== -1) timings.counts[at] = (timings.counts[at] ?? 0) + 1;
          };
        },
      };
    },
    gauge: (name, help, read) => {
      add(name, 'gauge', help, () => {
        const value = read();
        return value === null ? [] : [`${name} ${String(value)}`];
      });
    },
    text: () => `${[...families.values()].flatMap((family) => family()).join('\n')}\n`,
  };
}

function lines(name: string, labels: Labels, timings: Timings): readonly string[] {
  let below = 0;
  const rows = buckets.map((bound, index) => {
    below += timings.counts[index] ?? 0;
    return `${name}_bucket${written({ ...labels, le: String(bound) })} ${String(below)}`;
  });
  return [
    ...rows,
    `${name}_bucket${written({ ...labels, le: '+Inf' })} ${String(timings.total)}`,
    `${name}_sum${written(labels)} ${String(timings.sum)}`,
    `${name}_count${written(labels)} ${String(timings.total)}`,
  ];
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
