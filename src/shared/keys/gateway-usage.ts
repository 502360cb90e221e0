import type { Usage } from '../documents/usage.ts';
import { firstDayOf } from './key-usage.ts';

/** How much one gateway counted. */
export interface GatewayUse {
  readonly gateway: string;
  /** The newest exchange; null: none in these counts. */
  readonly lastUsed: string | null;
  /** Exchanges on the day of `now`, in UTC. */
  readonly today: number;
  /** Exchanges over the last 30 days. */
  readonly month: number;
}

const days = 30;

/**
 * Counts of one key or of many, by gateway and in the order of their names.
 * @param now ISO instant
 */
export function useByGateway(counts: Iterable<Usage>, now: string): readonly GatewayUse[] {
  const today = now.slice(0, 10);
  const first = firstDayOf(now, days);
  const found = new Map<string, { lastUsed: string | null; today: number; month: number }>();
  for (const { gateway, day, count, last_used } of counts) {
    if (count === 0) continue;
    const sum = found.get(gateway) ?? { lastUsed: null, today: 0, month: 0 };
    found.set(gateway, sum);
    if (sum.lastUsed === null || last_used > sum.lastUsed) sum.lastUsed = last_used;
    if (day === today) sum.today += count;
    if (day >= first && day <= today) sum.month += count;
  }
  return [...found]
    .map(([gateway, sum]) => ({ gateway, ...sum }))
    .sort((a, b) => (a.gateway < b.gateway ? -1 : 1));
}
