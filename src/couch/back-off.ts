import type { Clock } from '../shared/clock.ts';

export interface BackOff {
  /** Repeats after the first attempt. */
  readonly repeats: number;
  /** Milliseconds before the first repeat, doubled for each further one. */
  readonly first: number;
  /** Milliseconds that no wait exceeds, one asked for by the server included. */
  readonly longest: number;
}

/**
 * Milliseconds to wait before repeat number `repeat` (from 0): half fixed, half random, so that many
 * clients do not come back at the same moment. A server's Retry-After is honoured up to `longest`.
 */
export function backOffDelay(
  backOff: BackOff,
  repeat: number,
  retryAfter: number | null,
  random: () => number,
): number {
  const ceiling = Math.min(backOff.longest, backOff.first * 2 ** repeat);
  const own = ceiling / 2 + (random() * ceiling) / 2;
  return Math.min(backOff.longest, Math.max(own, retryAfter ?? 0));
}

/** Milliseconds that a Retry-After header asks for, seconds or a date; null when absent or unreadable. */
export function retryAfterMilliseconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}

/** Resolves after the time, or at once when the signal is aborted; the caller looks at the signal. */
export function pause(
  clock: Clock,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const end = () => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.timer(milliseconds, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
