/** A text in three parts, of which only the middle one differs from what it was. */
export interface ChangedPart {
  readonly start: string;
  readonly changed: string;
  readonly end: string;
}

/** Words and what stands between them; put together again they are the text. */
function wordsOf(text: string): readonly string[] {
  return text.match(/\s+|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu) ?? [];
}

/** Where a text differs from an earlier one, in whole words: what both begin and end with is left out. */
export function changedPart(before: string, after: string): ChangedPart {
  const old = wordsOf(before);
  const all = wordsOf(after);
  const shorter = Math.min(old.length, all.length);
  let start = 0;
  while (start < shorter && old[start] === all[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === all.at(-1 - end)) end += 1;
  return {
    start: all.slice(0, start).join(''),
    changed: all.slice(start, all.length - end).join(''),
    end: all.slice(all.length - end).join(''),
  };
}
