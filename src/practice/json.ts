import { badRequest } from './failure.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper values would overflow the stack of the code that clones and hashes documents. */
const MAX_DEPTH = 500;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isStringList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const tooDeep = (root: unknown): boolean => {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const child of Object.values(value)) {
        if (typeof child === 'object' && child !== null) next.push(child);
      }
    }
    level = next;
  }
  return false;
};

/** Parses a request body. Errors: 400 for anything that is not UTF-8 JSON of bearable depth. */
export const parseJson = (body: Uint8Array): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw badRequest('invalid UTF-8 JSON');
  }
  if (tooDeep(value)) throw badRequest('JSON nested too deeply');
  return value;
};
