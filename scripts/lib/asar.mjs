/**
 * Packs a flat folder of text files as an asar archive.
 * @param {Readonly<Record<string, string>>} files name → content
 * @returns {Buffer}
 */
export function packAsar(files) {
  /** @type {Record<string, { size: number, offset: string }>} */
  const listed = {};
  const contents = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    listed[name] = { size: content.length, offset: String(offset) };
    contents.push(content);
    offset += content.length;
  }
  // Chromium's pickles: a length before each value, values padded to four bytes.
  const header = Buffer.from(JSON.stringify({ files: listed }));
  const padded = Math.ceil(header.length / 4) * 4;
  const prefix = Buffer.alloc(16);
  prefix.writeUInt32LE(4, 0);
  prefix.writeUInt32LE(padded + 8, 4);
  prefix.writeUInt32LE(padded + 4, 8);
  prefix.writeUInt32LE(header.length, 12);
  return Buffer.concat([prefix, header, Buffer.alloc(padded - header.length), ...contents]);
}
