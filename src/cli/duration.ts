import { InvalidArgumentError } from 'commander';

const hoursIn = { m: 1 / 60, h: 1, d: 24 } as const;
const longest = 720;

/** Hours from a text such as `90m`, `24h` or `7d`; `0` is none. At most thirty days. */
export function hoursFrom(text: string): number {
  if (/^0[mhd]?$/.test(text)) return 0;
  const [, digits = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const hours = unit === 'm' || unit === 'h' || unit === 'd' ? Number(digits) * hoursIn[unit] : NaN;
  if (hours > 0 && hours <= longest) return hours;
  throw new InvalidArgumentError('It takes minutes, hours or days up to 30d, such as 24h, or 0.');
}
