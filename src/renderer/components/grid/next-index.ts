/** Where a key leads in a list of `total` rows; null where the key is not for moving. */
export function nextIndex(key: string, from: number, total: number, page: number): number | null {
  if (total === 0) return null;
  const target = targetOf(key, from, total, Math.max(1, page));
  return target === null ? null : Math.max(0, Math.min(total - 1, target));
}

function targetOf(key: string, from: number, total: number, page: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return from + 1;
    case 'ArrowUp':
    case 'k':
      return from - 1;
    case 'PageDown':
      return from + page;
    case 'PageUp':
      return from - page;
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}
