import type { BenchDocument } from './result.ts';

const columns = ['id', 'value', 'floor', 'ratio', 'unit', 'runs', 'requests', 'what'] as const;

/** The results for a person, with every run's own figures below. */
export function benchTable({ machine, couchdb, results }: BenchDocument): string {
  const rows = results.map((result) => [
    result.id,
    String(result.value),
    `${result.floor}${result.measuredBy === 'limit' ? ' (limit)' : ''}`,
    String(result.ratio),
    result.unit,
    String(result.runs),
    result.requests === null ? '-' : String(result.requests),
    result.what,
  ]);
  const all = [[...columns], ...rows];
  const widths = columns.map((_, column) =>
    Math.max(...all.map((row) => (row[column] ?? '').length)),
  );
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const details = results.map(
    ({ id, details: seen }) =>
      `${id}: ${Object.entries(seen)
        .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(' ') : String(value)}`)
        .join('; ')}`,
  );
  return [machine, couchdb, '', ...lines, '', ...details, ''].join('\n');
}
