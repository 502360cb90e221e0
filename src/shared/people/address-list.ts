import { personNameLimit } from '../documents/user.ts';
import { addressKey, readAddress } from './email-address.ts';

/** Where something stands in a pasted text, both from 1; `column` in UTF-16 code units. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** Somebody of a pasted list. */
export interface ListedAddress extends Place {
  /** In its canonical form. */
  readonly address: string;
  /** As it stood before the address; empty: none did. */
  readonly name: string;
}

/** A part of a pasted list that is no address, and why. */
export interface ListProblem extends Place {
  /** The part as it was written. */
  readonly text: string;
  readonly message: string;
}

export interface AddressList {
  /** Each address once, in the order of the text. */
  readonly entries: readonly ListedAddress[];
  readonly problems: readonly ListProblem[];
  /** How often an address stood there again. */
  readonly duplicates: number;
}

interface Part extends Place {
  readonly text: string;
}

/**
 * Reads a list of addresses as people paste them: one a line, or with commas, semicolons or tabs between
 * them; bare, or with a name as mail programs write it, `"Müller, Anna" <anna@example.org>`. What cannot
 * be read is told and loses nothing else.
 */
export function readAddressList(text: string): AddressList {
  const entries = new Map<string, ListedAddress>();
  const problems: ListProblem[] = [];
  let duplicates = 0;
  for (const part of partsOf(text)) {
    for (const found of readPart(part)) {
      if ('message' in found) {
        problems.push(found);
        continue;
      }
      const key = addressKey(found.address);
      const known = entries.get(key);
      if (known === undefined) entries.set(key, found);
      else {
        duplicates += 1;
        if (known.name === '') entries.set(key, { ...known, name: found.name });
      }
    }
  }
  return { entries: [...entries.values()], problems, duplicates };
}

/** The parts between separators; none of a quoted name counts, and every line begins anew. */
function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  for (const [index, line] of text.split(/\r\n|[\n\r\u2028\u2029\v\f]/u).entries()) {
    let [start, quoted, angled] = [0, false, false];
    const end = (at: number) => {
      const raw = line.slice(start, at);
      const column = start + raw.length - raw.trimStart().length + 1;
      if (raw.trim() !== '') parts.push({ text: raw.trim(), line: index + 1, column });
      start = at + 1;
    };
    for (let at = 0; at < line.length; at += 1) {
      const character = line[at];
      if (quoted) {
        if (character === '\\') at += 1;
        else if (character === '"') quoted = false;
      } else if (character === '"' && line.slice(start, at).trim() === '') {
        // A quotation mark that is never closed would swallow the rest of the line.
        quoted = closes(line, at);
      } else if (character === '<') angled = line.includes('>', at);
      else if (character === '>') angled = false;
      else if (!angled && (character === ',' || character === ';')) end(at);
    }
    end(line.length);
  }
  return parts;
}

function closes(line: string, opened: number): boolean {
  for (let at = opened + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return true;
  }
  return false;
}

function readPart(part: Part): readonly (ListedAddress | ListProblem)[] {
  const bracketed = /^(?<name>[^<>]*)<(?<inside>[^<>]*)>$/u.exec(part.text)?.groups;
  if (bracketed !== undefined) {
    return [entry(part, bracketed['inside'] ?? '', bracketed['name'] ?? '')];
  }
  const words = part.text.split(/\s+/u);
  if (words.length > 1 && words.every((word) => word.includes('@'))) {
    return words.map((word) => entry(part, word, ''));
  }
  // Two cells of a table. A blank alone may be a slip inside an address and is not taken for a gap.
  const cells = part.text.split('\t').filter((cell) => cell.trim() !== '');
  const addresses = cells.filter((cell) => cell.includes('@'));
  if (cells.length > 1 && addresses.length === 1) {
    const names = cells.filter((cell) => !cell.includes('@'));
    return [entry(part, addresses[0] ?? '', names.join(' '))];
  }
  return [entry(part, part.text, '')];
}

function entry(part: Part, text: string, name: string): ListedAddress | ListProblem {
  const { line, column } = part;
  const read = readAddress(text.trim().replace(/^mailto:/iu, ''));
  if (read.problem !== null) {
    return { line, column, text: part.text, message: read.problem };
  }
  return { line, column, address: read.address, name: cleanName(name) };
}

/**
 * A name as it can be stored and shown in a list: one line, without quotation marks around it, control
 * characters and what turns the reading direction, at most 200 characters.
 */
export function cleanName(text: string): string {
  const bare = text.trim().replace(/^"(?<inner>.*)"$/su, '$<inner>');
  return bare
    .replaceAll(/\\(?<escaped>["\\])/gu, '$<escaped>')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .normalize('NFC')
    .trim()
    .slice(0, personNameLimit)
    .replace(/\p{Cs}$/u, '')
    .trim();
}
