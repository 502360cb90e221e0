import { printable } from './printable.ts';

const gap = '  ';
const cellLimit = 60;

/** Columns one under the other, the last one without padding; cells beyond 60 characters are cut. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, ...rows].map((row) => row.map((cell) => cut(printable(cell))));
  const widths = heads.map((_, column) =>
    Math.max(...lines.map((line) => width(line[column] ?? ''))),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell))))
        .join(gap)
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Name and value beside each other, one pair a line. */
export function facts(pairs: readonly (readonly [name: string, value: string])[]): string {
  const widest = Math.max(...pairs.map(([name]) => width(name)));
  return pairs
    .map(([name, value]) => `${name.padEnd(widest)}${gap}${printable(value)}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

/** Columns of a terminal: wide East Asian characters and emoji take two, combining marks none. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    columns += wide.test(character) ? 2 : 1;
  }
  return columns;
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;

const segmenter = new Intl.Segmenter();

function cut(text: string): string {
  if (text.length <= cellLimit) return text;
  const characters = [...segmenter.segment(text)].map(({ segment }) => segment);
  return characters.length <= cellLimit ? text : `${characters.slice(0, cellLimit - 1).join('')}…`;
}
