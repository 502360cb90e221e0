import { fold } from './fold-text.ts';

const between = /[\s\p{P}\p{S}\p{Cc}]+/u;
/** Scripts that put no space between words, so that a word may begin anywhere. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * What is searched of a thing: the words of its texts, folded, each after a space. Going through ten
 * thousand of these takes a few milliseconds, less than an index of words does for a single letter, and no
 * memory beside the texts.
 */
export function searchedText(parts: readonly string[]): string {
  return parts.flatMap(words).join('');
}

/** What is sought in such a text; empty for what has no word in it. */
export function searchTerms(query: string): readonly string[] {
  return words(query).map((word) => (unspaced.test(word) ? word.slice(1) : word));
}

/** Whether the text has every term, as a word or its beginning. */
export function hasEvery(text: string, terms: readonly string[]): boolean {
  for (const term of terms) if (!text.includes(term)) return false;
  return true;
}

/** Most names need no tables of all the world's signs. */
const plain = /^[\x20-\x7e\n\t]*$/;
const betweenPlain = /[^A-Za-z0-9]+/;

function words(text: string): readonly string[] {
  return fold(text)
    .split(plain.test(text) ? betweenPlain : between)
    .flatMap((word) => (word === '' ? [] : [` ${word}`]));
}
