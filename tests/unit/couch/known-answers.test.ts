import { describe, expect, it } from 'vitest';
import { createKnownAnswers } from '../../../src/couch/known-answers.ts';

const guard = (letter: string) =>
  Buffer.from(
    JSON.stringify({ _id: '_design/guard', code: letter.repeat(2000), list: [{ a: 1 }] }),
  );

function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozen);
}

describe('answers that come again', () => {
  it('gives the same text the same value, frozen at every depth', () => {
    const known = createKnownAnswers();
    const first = known.parse(guard('x'));
    expect(known.parse(guard('x'))).toBe(first);
    expect(isFrozen(first)).toBe(true);
  });

  it('tells texts of one length apart, and does not look at bytes that were reused', () => {
    const known = createKnownAnswers();
    const bytes = guard('x');
    known.parse(bytes);
    guard('y').copy(bytes);
    expect(known.parse(bytes)).toMatchObject({ code: 'y'.repeat(2000) });
    expect(known.parse(guard('x'))).toMatchObject({ code: 'x'.repeat(2000) });
  });

  it('leaves short answers to whoever asked', () => {
    const known = createKnownAnswers();
    const bytes = Buffer.from('{"ok":true}');
    const first = known.parse(bytes);
    expect(known.parse(bytes)).not.toBe(first);
    expect(Object.isFrozen(first)).toBe(false);
  });

  it('refuses what is not JSON, however often it comes', () => {
    const known = createKnownAnswers();
    const bytes = Buffer.from('<html>'.repeat(200));
    expect(() => known.parse(bytes)).toThrow(SyntaxError);
    expect(() => known.parse(bytes)).toThrow(SyntaxError);
  });

  it('remembers some and not all', () => {
    const known = createKnownAnswers();
    const sized = (size: number) => Buffer.from(JSON.stringify('x'.repeat(size)));
    const list = (size: number) => Buffer.from(JSON.stringify(['x'.repeat(size)]));
    const first = known.parse(list(1000));
    for (let size = 1100; size < 1120; size += 1) known.parse(sized(size));
    expect(known.parse(list(1000))).not.toBe(first);
    expect(known.parse(list(1000))).toEqual(first);
  });
});
