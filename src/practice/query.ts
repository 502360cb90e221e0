import { badRequest, PracticeFailure } from './failure.ts';
import { parseJson } from './json.ts';

const queryFailure = (reason: string): PracticeFailure =>
  new PracticeFailure(400, 'query_parse_error', reason);

/** A flag of a query string. Errors: 400. */
export const flag = (query: URLSearchParams, name: string, fallback = false): boolean => {
  const value = query.get(name);
  if (value === null) return fallback;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw queryFailure(`Invalid value for boolean parameter: ${JSON.stringify(value)}`);
};

/** A whole number of a query string, not negative. Errors: 400. */
export const count = (query: URLSearchParams, name: string): number | undefined => {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^\d{1,15}$/.test(value)) {
    throw queryFailure(`Invalid value for integer: ${JSON.stringify(value)}`);
  }
  return Number(value);
};

/** A JSON value of a query string, under any of its names. Errors: 400. */
export const jsonParameter = (query: URLSearchParams, ...names: readonly string[]): unknown => {
  for (const name of names) {
    const value = query.get(name);
    if (value !== null) return parseJson(Buffer.from(value));
  }
  return undefined;
};

/** A JSON string of a query string, as keys of documents are. Errors: 400. */
export const keyParameter = (
  query: URLSearchParams,
  ...names: readonly string[]
): string | undefined => {
  const value = jsonParameter(query, ...names);
  if (value === undefined || typeof value === 'string') return value;
  throw queryFailure('keys of documents are strings');
};

/** A revision. Errors: 400. */
export const checkRevision = (value: unknown): string => {
  if (typeof value !== 'string' || !/^\d{1,15}-.+$/.test(value))
    throw badRequest('Invalid rev format');
  return value;
};

/** The parameter `rev`, or undefined. Errors: 400. */
export const revisionParameter = (query: URLSearchParams): string | undefined => {
  const value = query.get('rev');
  return value === null ? undefined : checkRevision(value);
};
