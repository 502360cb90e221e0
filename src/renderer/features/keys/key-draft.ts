import type { KeyDetail } from '../../../shared/bridge/key-views.ts';
import { words } from '../../app/messages/words.ts';

const text = words.keys.form;
const dayLength = 86_400_000;
const nameLimit = 200;

/** What is typed and chosen for a key. */
export interface KeyDraft {
  readonly name: string;
  readonly access: 'read' | 'write';
  /** Null: all of them. */
  readonly databases: readonly string[] | null;
  /** `never`, a number of days, `date`, or `same` for the end it has. */
  readonly expiry: string;
  /** `2027-01-31`, for `date`; the key works to the end of that day, local time. */
  readonly day: string;
}

export const emptyKeyDraft: KeyDraft = {
  name: '',
  access: 'write',
  databases: null,
  expiry: '90',
  day: '',
};

/** What a key is, as what would be typed for it. */
export function draftOf({ name, access, databases, expiresAt }: KeyDetail): KeyDraft {
  const expiry = expiresAt === null ? 'never' : 'date';
  return { name, access, databases, expiry, day: expiresAt === null ? '' : localDay(expiresAt) };
}

/** The day of an instant as a date field writes it. Local time. */
export function localDay(instant: string): string {
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** When the key ends, an ISO instant; null: never. Of a day its last moment. */
export function expiryOf(draft: KeyDraft, now: Date): string | null {
  if (draft.expiry === 'never') return null;
  if (draft.expiry !== 'date') {
    return new Date(now.getTime() + Number(draft.expiry) * dayLength).toISOString();
  }
  const end = new Date(`${draft.day}T23:59:59.999`);
  return Number.isNaN(end.getTime()) ? null : end.toISOString();
}

export interface KeyDraftProblems {
  readonly name: string | null;
  readonly databases: string | null;
  readonly day: string | null;
}

const unfit = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/** What is wrong with each field; null where nothing is. */
export function keyDraftProblems(draft: KeyDraft, now: Date): KeyDraftProblems {
  const name = draft.name.trim();
  return {
    name:
      name === ''
        ? text.nameMissing
        : name.length > nameLimit
          ? text.nameLong
          : unfit.test(name)
            ? text.nameLines
            : null,
    databases: draft.databases?.length === 0 ? text.databasesMissing : null,
    day: draft.expiry === 'date' ? dayProblem(draft, now) : null,
  };
}

function dayProblem(draft: KeyDraft, now: Date): string | null {
  const end = expiryOf(draft, now);
  if (end === null) return text.dayMissing;
  return Date.parse(end) <= now.getTime() ? text.dayPast : null;
}
