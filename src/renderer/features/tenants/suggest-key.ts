const longest = 41;

/** Letters that Unicode does not take apart into a base letter and a mark. */
const spelled: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  å: 'a',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  '&': ' and ',
};

/**
 * A key made from a name: `Bäckerei Müller & Söhne` → `baeckerei-mueller-and-soehne`. Empty where the
 * name has no letter that can be written in a to z; the operator then types one.
 */
export function suggestKey(name: string): string {
  const plain = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^a-z0-9]/gu, (character) => spelled[character] ?? character)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .replace(/-+$/, '');
  if (plain.length <= longest) return plain;
  const cut = plain.slice(0, longest + 1);
  const word = cut.lastIndexOf('-');
  return (word > longest / 2 ? cut.slice(0, word) : cut.slice(0, longest)).replace(/-+$/, '');
}
