/** The part of LevelDB's interface that is stood before; the rest goes by unseen. */
declare module 'leveldown' {
  type Method = (...parameters: unknown[]) => unknown;

  interface LevelDown {
    open: Method;
    close: Method;
    get: Method;
    put: Method;
    del: Method;
    batch: Method;
    clear: Method;
  }

  export default function leveldown(location: string): LevelDown;
}
