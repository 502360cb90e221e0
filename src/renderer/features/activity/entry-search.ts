import type { EntryFilter } from '../../../shared/log/entry-filter.ts';
import { startOfDay } from './cut-day.ts';

/** What is narrowed to in the window; texts and days as they stand in the fields. */
export interface EntrySearch {
  readonly search: string;
  readonly tenant: { readonly id: string; readonly label: string } | null;
  readonly actor: string;
  readonly action: string;
  readonly resourceType: string;
  readonly failedOnly: boolean;
  readonly time: 'any' | 'today' | 'week' | 'month' | 'days';
  /** With `days`: local days, both belonging to it; empty: open. */
  readonly fromDay: string;
  readonly toDay: string;
}

export const everything: EntrySearch = {
  search: '',
  tenant: null,
  actor: '',
  action: '',
  resourceType: '',
  failedOnly: false,
  time: 'any',
  fromDay: '',
  toDay: '',
};

/** True where nothing is narrowed. */
export function isEverything(search: EntrySearch): boolean {
  const { tenant, actor, action, resourceType, failedOnly, time, fromDay, toDay } = search;
  const anyTime = time === 'any' || (time === 'days' && fromDay === '' && toDay === '');
  const words = [search.search, actor, action, resourceType];
  return anyTime && tenant === null && !failedOnly && words.every((word) => word === '');
}

const daysBack = { today: 0, week: 6, month: 29 } as const;
const dayLength = 86_400_000;

/** The same for main; days that are none, or lie ahead, narrow nothing. */
export function entryFilter(search: EntrySearch, now: Date): EntryFilter {
  const { tenant, actor, action, resourceType, failedOnly } = search;
  const text = search.search.trim();
  return {
    tenantId: tenant?.id ?? null,
    ...(actor === '' ? {} : { actor }),
    ...(action === '' ? {} : { action }),
    ...(resourceType === '' ? {} : { resourceType }),
    ...(failedOnly ? { outcome: 'failed' as const } : {}),
    ...(text === '' ? {} : { search: text.slice(0, 200) }),
    ...stretch(search, now),
  };
}

function stretch(
  { time, fromDay, toDay }: EntrySearch,
  now: Date,
): Pick<EntryFilter, 'from' | 'to'> {
  if (time === 'any') return {};
  if (time !== 'days') {
    const from = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBack[time]);
    return { from: from.toISOString() };
  }
  const from = startOfDay(fromDay, now);
  const last = startOfDay(toDay, now);
  return {
    ...(from === null ? {} : { from }),
    ...(last === null ? {} : { to: dayAfter(last) }),
  };
}

/** The next local day begins 23 to 25 hours later. */
function dayAfter(start: string): string {
  const noon = new Date(Date.parse(start) + dayLength * 1.5);
  return new Date(noon.getFullYear(), noon.getMonth(), noon.getDate()).toISOString();
}
