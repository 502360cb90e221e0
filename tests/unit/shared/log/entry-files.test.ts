import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryFileHead, entryLines } from '../../../../src/shared/log/entry-files.ts';
import { draftAt, newHistory, write } from '../../../support/log-history.ts';

function entry(details: Readonly<Record<string, string>>, actor = 'anna') {
  const [device] = newHistory(1).devices;
  if (device === undefined) throw new Error('no device');
  return write(device, draftAt(1, { details, actor }));
}

/** The cells of a CSV, as RFC 4180 has them. */
function cells(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gu,
  )) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('exporting the audit log (A1)', () => {
  it('as CSV keeps every text, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, name) => {
        const made = entry({ text }, `a${name}`.slice(0, 100));
        const [head, row] = cells(entryFileHead('csv') + entryLines([made], 'csv'));
        expect(head).toHaveLength(row?.length ?? 0);
        expect(row?.[1]).toBe(made.actor);
        expect(JSON.parse(row?.[8] ?? '')).toEqual(made.details);
        expect(row?.[9]).toBe(made._id);
      }),
    );
  });

  it('as CSV has no cell that a spreadsheet would run', () => {
    const text = entryLines([entry({}, '=HYPERLINK("http://x")'), entry({}, '-1+1')], 'csv');
    for (const row of cells(text)) expect(row[1]).toMatch(/^'[=-]/);
  });

  it('as JSON Lines keeps each entry whole, so that it can be verified', () => {
    const made = [entry({ a: 'line\nbreak' }), entry({})];
    const lines = entryLines(
      made.map((one) => ({ ...one, _rev: '1-a' })),
      'jsonl',
    ).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(made);
    expect(entryFileHead('jsonl')).toBe('');
  });
});
