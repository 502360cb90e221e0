import leveldown, { type LevelDown } from 'leveldown';

/** LevelDB for PouchDB, which can be told of documents that it has not. */
export interface LevelStore {
  /** What PouchDB calls to open a folder. */
  readonly open: (location: string) => LevelDown;
  /**
   * Says that none of these documents is here, deleted ones and those in conflict included, so that
   * LevelDB need not be asked for each of many thousand new ones. That is forgotten with whatever is
   * written next, before it is written; and it is not heard while a write is under way. So it holds as
   * long as it is remembered, if it was true when it was said.
   */
  readonly noneOf: (ids: readonly string[]) => void;
}

/** Where PouchDB keeps a document's revision tree: `document-store` as `sublevel-pouchdb` writes keys. */
const treeKey = (id: string) => `\u00ffdocument-store\u00ff${id}`;

/** PouchDB looks at no more of it than that there is an error. */
const notFound = new Error('NotFound');

const writes = ['put', 'del', 'batch', 'clear'] as const;

export function createLevelStore(): LevelStore {
  const absent = new Set<unknown>();
  let underWay = 0;

  function watched(write: (...parameters: unknown[]) => unknown) {
    return (...parameters: unknown[]): unknown => {
      absent.clear();
      const callback = parameters.at(-1);
      // Only a batch that is put together piece by piece has none; PouchDB makes none.
      if (!isFunction(callback))
        throw new TypeError('a write of the local database has no callback');
      underWay += 1;
      return write(...parameters.slice(0, -1), (...answer: unknown[]) => {
        underWay -= 1;
        callback(...answer);
      });
    };
  }

  function open(location: string): LevelDown {
    absent.clear();
    const store = leveldown(location);
    const get = store.get.bind(store);
    store.get = (...parameters) => {
      const callback = parameters.at(-1);
      if (!absent.delete(parameters[0]) || !isFunction(callback)) return get(...parameters);
      process.nextTick(callback, notFound);
      return undefined;
    };
    for (const name of writes) store[name] = watched(store[name].bind(store));
    return store;
  }
  // By this name PouchDB knows whether a folder is open in this process already.
  Object.defineProperty(open, 'name', { value: leveldown.name });

  return {
    open,
    noneOf: (ids) => {
      absent.clear();
      if (underWay > 0) return;
      for (const id of ids) absent.add(treeKey(id));
    },
  };
}

function isFunction(value: unknown): value is (...parameters: unknown[]) => unknown {
  return typeof value === 'function';
}
