/**
 * A value as JSON with the keys of every object in code unit order, so that equal values are equal texts.
 * A key whose value is undefined is left out, as JSON does it.
 * @param indent spaces a level; 0: all in one line
 */
export function stableJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, (_key, part: unknown) => sorted(part), indent);
}

function sorted(part: unknown): unknown {
  if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
