import { describe, expect, test } from 'vitest';
import { PracticeFailure } from '../../../src/practice/failure.ts';
import { compileGuard, type GuardCall } from '../../../src/practice/guard.ts';

const call = (newDocument: Readonly<Record<string, unknown>> = {}): GuardCall => ({
  newDocument,
  oldDocument: null,
  user: { db: 'd', name: 'ann', roles: ['r'] },
  security: { mycouch: { readOnly: true } },
});

const judge = (source: string, input = call()): PracticeFailure | null => {
  try {
    compileGuard(source, undefined, 200)(input);
    return null;
  } catch (error) {
    if (error instanceof PracticeFailure) return error;
    throw error;
  }
};

describe('guards', () => {
  test('allow, forbid and demand a sign-in', () => {
    expect(judge('function () {}')).toBeNull();
    expect(judge("function () { throw({forbidden: 'no'}); };")).toMatchObject({
      status: 403,
      reason: 'no',
    });
    expect(judge("function () { throw({unauthorized: 'who'}); }")).toMatchObject({
      status: 401,
      reason: 'who',
    });
  });

  test('see what they are called with', () => {
    const source =
      'function (n, o, u, s) { throw({forbidden: [n.v, o, u.name, s.mycouch.readOnly].join()}); }';
    expect(judge(source, call({ v: 1 }))?.reason).toBe('1,,ann,true');
  });

  test('have the helpers CouchDB offers', () => {
    expect(
      judge(
        "function () { if (!isArray([1]) || sum([1, 2]) !== 3 || toJSON({}) !== '{}') throw({forbidden: 1}); log('x'); }",
      ),
    ).toBeNull();
  });

  test('fail every write when they do not compile, are no function, or are in another language', () => {
    expect(judge('function( {')).toMatchObject({ status: 500, error: 'compilation_error' });
    expect(judge('42')).toMatchObject({ status: 500 });
    expect(() => {
      compileGuard('function () {}', 'erlang', 200)(call());
    }).toThrow('unknown_query_language');
  });

  test('that never end are ended', () => {
    expect(judge('function () { while (true) {} }')).toMatchObject({
      status: 500,
      error: 'timeout',
    });
    expect(judge('(function () { while (true) {} })()')).toMatchObject({ status: 500 });
    expect(
      judge('function () { Promise.resolve().then(() => { while (true) {} }); }'),
    ).toMatchObject({ status: 500 });
  });

  test('reach nothing of the process around them', () => {
    for (const reach of [
      "this.constructor.constructor('return process')()",
      "globalThis.constructor.constructor('return process')()",
      "n.constructor.constructor('return process')()",
      "s.mycouch.constructor.constructor('return process')()",
      "__judge.constructor('return process')()",
      'process',
      'require',
    ]) {
      const source = `function (n, o, u, s) { var found; try { found = ${reach}; } catch (e) { return; } if (found !== undefined) throw({forbidden: 'escaped'}); }`;
      expect(judge(source), reach).toBeNull();
    }
  });

  test('cannot forge a verdict of another shape', () => {
    for (const source of [
      'function () { JSON.stringify = () => 3; throw({forbidden: 1}); }',
      "function () { Object.values = () => ['x']; throw({other: 1}); }",
      'function () { throw null; }',
      'function () { throw undefined; }',
      "function () { throw({ get forbidden() { throw 'again'; } }); }",
    ]) {
      expect(judge(source), source).toBeInstanceOf(PracticeFailure);
    }
  });
});
