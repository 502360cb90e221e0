import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../../../src/renderer/app/bridge-error.ts';
import { inParts } from '../../../../src/renderer/app/data/in-parts.ts';
import { mergedAnswers } from '../../../../src/renderer/features/people/added-to-many.ts';
import type { ErrorCode } from '../../../../src/shared/errors.ts';

const ids = Array.from({ length: 10 }, (_, index) => `t${String(index)}`);
const refusal = (code: ErrorCode) =>
  new BridgeError({ code, message: 'No.', remedy: '', details: {} });

describe('U2: something done to many tenants in parts', () => {
  it('goes on behind one that refuses, and names it alone', async () => {
    const told: number[] = [];
    const report = await inParts(
      ids,
      4,
      (part) =>
        part.includes('t5') ? Promise.reject(refusal('not-found')) : Promise.resolve(part.length),
      { onProgress: (done) => told.push(done), stopped: () => false },
    );
    expect(report.answers.reduce((sum, one) => sum + one, 0)).toBe(9);
    expect(report).toMatchObject({ done: 9, left: 0, refused: [{ id: 't5' }] });
    expect(told).toEqual([4, 8, 10]);
  });

  it('stops between two parts, and says how many were left', async () => {
    let done = 0;
    const report = await inParts(ids, 3, () => Promise.resolve((done += 1)), {
      onProgress: () => undefined,
      stopped: () => done === 2,
    });
    expect(report).toMatchObject({ done: 6, left: 4, refused: [] });
  });

  it('ends with what would refuse everything', async () => {
    const work = () => Promise.reject(refusal('vault-locked'));
    const watching = { onProgress: () => undefined, stopped: () => false };
    await expect(inParts(ids, 3, work, watching)).rejects.toMatchObject({ code: 'vault-locked' });
  });
});

describe('T3: people added to several tenants', () => {
  it('has every problem once, whichever tenants it is about', () => {
    const problem = { line: 2, text: 'nobody', message: 'This is no address.' };
    const other = { line: 1, text: 'a@b.org', message: 'abc: Not admitted.' };
    expect(
      mergedAnswers([
        { added: 2, back: 1, already: 0, problems: [problem], rest: 'nobody' },
        { added: 1, back: 0, already: 4, problems: [problem, other], rest: 'a@b.org\nnobody' },
      ]),
    ).toEqual({ added: 4, already: 4, problems: [other, problem], rest: 'nobody\na@b.org' });
  });
});
