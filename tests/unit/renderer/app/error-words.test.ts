import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../../src/shared/errors.ts';
import { errorWords } from '../../../../src/renderer/app/error-words.ts';

const bare = (code: (typeof errorCodes)[number]) => ({
  code,
  message: '',
  remedy: '',
  details: {},
});

describe('words for errors', () => {
  it.each(errorCodes)('gives %s a headline of its own', (code) => {
    const { title } = errorWords(bare(code));
    expect(title).not.toBe('');
    expect(errorCodes.filter((other) => errorWords(bare(other)).title === title)).toEqual([code]);
  });

  it.each(errorCodes.filter((code) => code !== 'cancelled'))('says what to do about %s', (code) => {
    expect(errorWords(bare(code)).remedy).toMatch(/\.$/);
  });

  it('prefers the remedy that came with the report', () => {
    const words = errorWords({
      ...bare('disk-full'),
      message: 'No space.',
      remedy: 'Delete logs.',
    });
    expect(words).toMatchObject({ message: 'No space.', remedy: 'Delete logs.' });
  });
});
