/** A map that is changed in place, and read from outside as a copy that stays as it was. */
export interface LiveMap<Key, Value> {
  readonly get: (key: Key) => Value | undefined;
  readonly set: (key: Key, value: Value) => void;
  readonly delete: (key: Key) => void;
  /** As it is now; the same object until something changes, so that only what changed is copied. */
  readonly copy: () => ReadonlyMap<Key, Value>;
}

export function liveMap<Key, Value>(): LiveMap<Key, Value> {
  const live = new Map<Key, Value>();
  let copied: ReadonlyMap<Key, Value> | null = null;
  return {
    get: (key) => live.get(key),
    set: (key, value) => {
      live.set(key, value);
      copied = null;
    },
    delete: (key) => {
      if (live.delete(key)) copied = null;
    },
    copy: () => (copied ??= new Map(live)),
  };
}

/** Documents in lists by what they belong to; a list that becomes empty is none. */
export interface LiveLists<Value extends { readonly _id: string }> {
  readonly get: (key: string) => readonly Value[];
  readonly add: (key: string, value: Value) => void;
  readonly take: (key: string, value: Value) => void;
  readonly copy: () => ReadonlyMap<string, readonly Value[]>;
}

/** @param before whether one stands before the other; without it, in the order of their ids */
export function liveLists<Value extends { readonly _id: string }>(
  before: (a: Value, b: Value) => boolean = (a, b) => a._id < b._id,
): LiveLists<Value> {
  const lists = liveMap<string, readonly Value[]>();
  return {
    get: (key) => lists.get(key) ?? [],
    add: (key, value) => {
      const known = lists.get(key);
      const joined = known === undefined ? [value] : [...known, value];
      lists.set(key, known === undefined ? joined : joined.sort((a, b) => (before(a, b) ? -1 : 1)));
    },
    take: (key, value) => {
      const rest = (lists.get(key) ?? []).filter(({ _id }) => _id !== value._id);
      if (rest.length === 0) lists.delete(key);
      else lists.set(key, rest);
    },
    copy: lists.copy,
  };
}
