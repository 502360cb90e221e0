import { figure } from './count.ts';

/** `84 ms` below a second, `1.2 s` above. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${figure(Math.round(milliseconds))} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}
