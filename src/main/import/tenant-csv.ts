import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { ImportRow } from '../../shared/commands/import-tenants.ts';

const headers = [
  ['key', 'name'],
  ['key', 'name', 'owner'],
] as const;
const rowsSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number().int() }) }),
);
const linesSchema = z.object({ lines: z.number().int().min(1) });

/**
 * Reads a tenants file: RFC 4180 with the header `key,name` or `key,name,owner`; a byte order mark, CRLF, line breaks
 * inside quotes and blank lines are fine. A line that is no row is answered as such with its number,
 * the header being line 1. Where the quoting is broken nothing after it can be told apart, so that
 * line is the only answer.
 */
export function readTenantCsv(text: string): readonly ImportRow[] {
  const records = readRecords(text);
  if ('unreadable' in records) return [records];
  const [first, ...rest] = records;
  const columns = headers.find((names) => isHeader(names, first?.cells ?? []))?.length;
  if (columns === undefined) {
    const unreadable = 'The first line must be: key,name or key,name,owner';
    return [{ line: first?.line ?? 1, unreadable }];
  }
  return rest.map((record) => toRow(record, columns));
}

const needsThree = 'Three columns are needed here, key, name and owner (which may be empty)';

interface CsvRecord {
  /** Where the record begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

function readRecords(text: string): readonly CsvRecord[] | { line: number; unreadable: string } {
  try {
    const parsed = rowsSchema.parse(
      parse(text.replaceAll('\r\n', '\n'), { bom: true, info: true, relax_column_count: true }),
    );
    let end = 0;
    return parsed.flatMap(({ record, info }) => {
      const line = end + 1;
      // The parser counts the line a record ended on.
      end = info.lines;
      return record.length === 1 && record[0] === '' ? [] : [{ line, cells: record }];
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const where = linesSchema.safeParse(error);
    return {
      line: where.success ? where.data.lines : 1,
      unreadable: 'The quotation marks in this line do not fit together.',
    };
  }
}

function isHeader(names: readonly string[], cells: readonly string[]): boolean {
  return cells.length === names.length && names.every((name, index) => cells[index] === name);
}

function toRow({ line, cells }: CsvRecord, columns: 2 | 3): ImportRow {
  const [key, name, owner = ''] = cells;
  if (key === undefined || name === undefined || cells.length !== columns) {
    const needed = columns === 2 ? 'Two columns are needed here, key and name' : needsThree;
    return { line, unreadable: `${needed}; there are ${String(cells.length)}.` };
  }
  return owner.trim() === '' ? { line, key, name } : { line, key, name, owner: owner.trim() };
}
