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
    ).toEqual({ data: '/d', practice: true, link: null });
    expect(parseShellArguments(['--data=/a b'])).toEqual({
      data: '/a b',
      practice: false,
      link: null,
    });
  });

  it('asks for nothing when nothing is given', () => {
    expect(parseShellArguments(['.'])).toEqual({ data: null, practice: false, link: null });
  });

  it('I7: reads no option behind a link, whatever came with it', () => {
    expect(parseShellArguments(['.', 'mycouch://plan', '--data', '/theirs', '--practice'])).toEqual(
      {
        data: null,
        practice: false,
        link: 'mycouch://plan',
      },
    );
    expect(parseShellArguments(['--data', '/mine', '--', 'MyCouch:x', '--data=/theirs'])).toEqual({
      data: '/mine',
      practice: false,
      link: 'MyCouch:x',
    });
  });

  it.each([[['--data']], [['--data=']], [['--data', '--practice']], [['--data', '']]])(
    'refuses %j instead of falling back to the default directory',
    (argv) => {
      expect(() => parseShellArguments(argv)).toThrow(RangeError);
    },
  );
});
