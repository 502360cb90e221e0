import { createContext, Script } from 'node:vm';
import { forbidden, PracticeFailure, unauthorized } from './failure.ts';
import { isObject, type JsonObject } from './json.ts';

/** What a `validate_doc_update` function is called with. */
export interface GuardCall {
  readonly newDocument: JsonObject;
  readonly oldDocument: JsonObject | null;
  readonly user: {
    readonly db: string;
    readonly name: string | null;
    readonly roles: readonly string[];
  };
  readonly security: JsonObject;
}

/** Returns when the write is allowed, throws the failure that refuses it. */
export type Guard = (call: GuardCall) => void;

/*
 * Runs inside the context. Only strings cross its border in either direction, so a guard never holds an
 * object of ours. The names are what CouchDB offers to guards.
 */
const frame = `'use strict';
const { parse, stringify } = JSON;
globalThis.isArray = Array.isArray;
globalThis.toJSON = stringify;
globalThis.log = () => undefined;
globalThis.sum = (list) => list.reduce((total, item) => total + item, 0);
let guard;
globalThis.__define = (made) => { guard = made; };
globalThis.__judge = (input) => {
  const { newDocument, oldDocument, user, security } = parse(input);
  try {
    guard(newDocument, oldDocument, user, security);
    return '{"verdict":"allowed"}';
  } catch (thrown) {
    if (thrown !== null && typeof thrown === 'object') {
      for (const verdict of ['forbidden', 'unauthorized']) {
        if (thrown[verdict] !== undefined) return stringify({ verdict, reason: String(thrown[verdict]) });
      }
      const name = typeof thrown.name === 'string' ? thrown.name : 'unknown_error';
      return stringify({ verdict: name, reason: String(thrown.message ?? Object.values(thrown)[0]) });
    }
    return stringify({ verdict: 'unknown_error', reason: String(thrown) });
  }
};`;

const failing = (failure: PracticeFailure): Guard => {
  return () => {
    throw failure;
  };
};

const isTimeout = (error: unknown): boolean =>
  isObject(error) && error['code'] === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

const judge = (verdict: unknown): void => {
  const parsed: unknown = typeof verdict === 'string' ? JSON.parse(verdict) : undefined;
  if (!isObject(parsed) || typeof parsed['verdict'] !== 'string') {
    throw new PracticeFailure(500, 'unknown_error', 'the guard gave no verdict');
  }
  if (parsed['verdict'] === 'allowed') return;
  const reason = typeof parsed['reason'] === 'string' ? parsed['reason'] : '';
  if (parsed['verdict'] === 'forbidden') throw forbidden(reason);
  if (parsed['verdict'] === 'unauthorized') throw unauthorized(reason);
  throw new PracticeFailure(500, parsed['verdict'], reason);
};

/**
 * Compiles the source of a `validate_doc_update` function. A source that does not compile makes a guard that
 * fails every write with 500, as CouchDB does. A guard that runs longer than `timeLimit` milliseconds fails
 * its write. The context keeps out accidents, not attackers: whoever may write a design document is trusted.
 */
export const compileGuard = (source: string, language: unknown, timeLimit: number): Guard => {
  if (language !== undefined && language !== 'javascript') {
    return failing(new PracticeFailure(500, 'unknown_query_language', JSON.stringify(language)));
  }
  const border: Record<string, unknown> = { __input: '' };
  Object.setPrototypeOf(border, null);
  const context = createContext(border, {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  const expression = source.trim().replace(/[;\s]+$/, '');
  let call: Script;
  try {
    new Script(frame).runInContext(context);
    new Script(`__define((${expression}\n))`, { filename: 'guard' }).runInContext(context, {
      timeout: timeLimit,
    });
    call = new Script('__judge(__input)');
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not compiled';
    return failing(new PracticeFailure(500, 'compilation_error', reason));
  }
  return (input) => {
    border['__input'] = JSON.stringify(input);
    let verdict: unknown;
    try {
      verdict = call.runInContext(context, { timeout: timeLimit });
    } catch (error) {
      throw isTimeout(error)
        ? new PracticeFailure(500, 'timeout', `the guard ran longer than ${timeLimit} ms`)
        : new PracticeFailure(500, 'unknown_error', 'the guard failed');
    }
    judge(verdict);
  };
};
