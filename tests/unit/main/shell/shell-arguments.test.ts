import { describe, expect, it } from 'vitest';
import { parseShellArguments } from '../../../../src/main/shell/shell-arguments.ts';

describe('parseShellArguments', () => {
  it('finds its own among those of Chromium', () => {
    expect(
      parseShellArguments([
        '--inspect=0',
        '--remote-debugging-port=0',
        '.',
        '--data',
        '/d',
        '--practice',
      ]),
    ).toEqual({ data: '/d', practice: true });
    expect(parseShellArguments(['--data=/a b'])).toEqual({ data: '/a b', practice: false });
  });

  it('asks for nothing when nothing is given', () => {
    expect(parseShellArguments(['.'])).toEqual({ data: null, practice: false });
  });

  it.each([[['--data']], [['--data=']], [['--data', '--practice']], [['--data', '']]])(
    'refuses %j instead of falling back to the default directory',
    (argv) => {
      expect(() => parseShellArguments(argv)).toThrow(RangeError);
    },
  );
});
