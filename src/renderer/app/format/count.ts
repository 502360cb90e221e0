const figures = new Intl.NumberFormat('en');

/** `12,345` */
export function figure(value: number): string {
  return figures.format(value);
}

/** `1 tenant`, `12 tenants`. */
export function count(value: number, one: string, many: string): string {
  return `${figure(value)} ${value === 1 ? one : many}`;
}
