/** Lower case without diacritics, so that `Müller` is found by `muller`. */
export function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
