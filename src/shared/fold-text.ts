/** Has nothing to be taken apart; most names are so, and taking apart costs. */
const plain = /^[\x20-\x7e\n\t]*$/;

/** Lower case without diacritics, so that `Müller` is found by `muller`. */
export function fold(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
