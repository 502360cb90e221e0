/**
 * A text whose plain order is the natural order of the given one: figures in it count as numbers, so that
 * `shop 2` stands before `shop 10`. Comparing such texts costs far less than a collator does.
 */
export function naturalOrder(text: string): string {
  return text.replaceAll(/[0-9]+/g, (figures) => {
    const number = figures.replace(/^0+(?=[0-9])/, '');
    return String(number.length).padStart(3, '0') + number;
  });
}
