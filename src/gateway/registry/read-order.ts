/**
 * Keeps readings that overlap from taking an older state of a document over a newer one. Every reading has a
 * place in order from the moment it is asked for; what was written here has the one of its acknowledgement.
 */
export interface ReadOrder {
  readonly begin: () => Reading;
  /** A document was written here, and what any reading under way brings of it may be older. */
  readonly wrote: (id: string) => void;
}

export interface Reading {
  /** Whether what this reading brings of a document may be taken; if not, it is to be read again. */
  readonly mayTake: (id: string) => boolean;
  /** Documents of which something newer came since this reading was begun. */
  readonly overtaken: () => readonly string[];
  readonly end: () => void;
}

export function createReadOrder(): ReadOrder {
  const places = new Map<string, number>();
  let place = 0;
  let underWay = 0;

  return {
    begin: () => {
      place += 1;
      underWay += 1;
      const own = place;
      let ended = false;
      return {
        mayTake: (id) => {
          if ((places.get(id) ?? 0) > own) return false;
          places.set(id, own);
          return true;
        },
        overtaken: () => [...places].flatMap(([id, at]) => (at > own ? [id] : [])),
        end: () => {
          if (ended) return;
          ended = true;
          underWay -= 1;
          // Whoever begins now sees everything that was written before.
          if (underWay === 0) places.clear();
        },
      };
    },
    wrote: (id) => {
      place += 1;
      if (underWay > 0) places.set(id, place);
    },
  };
}
