/** Takes the contents of one object, piece by piece. */
export interface ObjectSink {
  readonly piece: (bytes: Buffer) => void;
  readonly end: () => void;
}

const newline = 0x0a;
const longestHeader = 1000;

/**
 * Cuts the output of `git cat-file --batch` into objects: a line of id, kind and size, so many bytes, and a
 * line break. `begin` answers who takes an object, null where nobody wants it.
 * @returns takes the next piece; answers false where the output is none of that kind
 */
export function createObjectReader(
  begin: (object: {
    readonly id: string;
    readonly kind: string;
    readonly size: number;
  }) => ObjectSink | null,
): (piece: Buffer) => boolean {
  let header = '';
  /** Bytes of the object that are still to come, with the line break after it. */
  let left = 0;
  let sink: ObjectSink | null = null;
  return (piece) => {
    for (let at = 0; at < piece.length;) {
      if (left > 0) {
        const part = piece.subarray(at, at + left);
        at += part.length;
        left -= part.length;
        const content = left === 0 ? part.subarray(0, -1) : part;
        if (content.length > 0) sink?.piece(content);
        if (left === 0) sink?.end();
        continue;
      }
      const end = piece.indexOf(newline, at);
      header += piece.toString('latin1', at, end === -1 ? piece.length : end);
      if (header.length > longestHeader) return false;
      if (end === -1) return true;
      at = end + 1;
      const [, id, kind, size] = /^([0-9a-f]+) ([a-z]+) ([0-9]+)$/.exec(header) ?? [];
      const missing = /^[0-9a-f]+ missing$/.test(header);
      header = '';
      if (missing) continue;
      if (id === undefined || kind === undefined || size === undefined) return false;
      left = Number(size) + 1;
      sink = begin({ id, kind, size: Number(size) });
    }
    return true;
  };
}
