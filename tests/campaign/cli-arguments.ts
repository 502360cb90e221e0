import type { Command } from 'commander';
import fc from 'fast-check';
import { createProgram } from '../../src/cli/program.ts';

/** A command as somebody types it, with what may stand behind it. */
interface KnownCommand {
  readonly path: readonly string[];
  readonly options: readonly string[];
}

/** The commands there are, asked of the program itself, so that none is forgotten. */
export function knownCommands(): readonly KnownCommand[] {
  const program = createProgram({
    version: '0.0.0',
    print: () => undefined,
    run: () => Promise.resolve(),
    runAgent: () => Promise.resolve(),
  });
  const known: KnownCommand[] = [];
  const visit = (command: Command, path: readonly string[]): void => {
    const options = command.options.flatMap(({ long, short }) => [long, short]);
    known.push({ path, options: options.filter((option) => typeof option === 'string') });
    for (const child of command.commands) visit(child, [...path, child.name()]);
  };
  visit(program, []);
  return known;
}

const junk = [
  '',
  ' ',
  '-',
  '--',
  '---',
  '--=',
  '--=x',
  '-=',
  '--json',
  '--json=1',
  '--no-json',
  '--data',
  '--data=',
  '--help',
  '-h',
  '--version',
  '-V',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '--__proto__',
  '--__proto__=x',
  '--constructor',
  '--toString=1',
  'help',
  'null',
  'undefined',
  'NaN',
  '0',
  '-1',
  '9'.repeat(400),
  'é\u0301\u202e\u{1f600}',
  '\ud800',
  '\u0000',
  'a\u0000b',
  '\u001b[2J',
  'a\nb',
  '{"a":1}',
  '$(touch here)',
  '%s%n',
  '../../../../etc/passwd',
  '3f0c6f3e-6f9e-4b1a-9d2c-000000000009',
  'x'.repeat(100_000),
] as const;

/**
 * Argument vectors, most of them near to something meant: a command of the program with its options, given
 * twice, without value, with values that are none, behind `--`, or in place of each other.
 * @param paths of files and directories that may be named
 */
export function arbitraryArguments(
  commands: readonly KnownCommand[],
  paths: readonly string[],
): fc.Arbitrary<readonly string[]> {
  const word = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...junk) },
    { weight: 3, arbitrary: fc.constantFrom(...paths) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  );
  const near = fc.constantFrom(...commands).chain(({ path, options }) => {
    const all = [...options, '--json', '--data'];
    const option = fc.constantFrom(...all);
    const part = fc.oneof(
      option.map((name) => [name]),
      fc.tuple(option, word).map(([name, value]) => [name, value]),
      fc.tuple(option, word).map(([name, value]) => [`${name}=${value}`]),
      fc.tuple(option, option).map(([one, other]) => [one, other, one]),
      word.map((value) => [value]),
      word.map((value) => ['--', value]),
    );
    return fc
      .tuple(fc.array(part, { maxLength: 4 }), fc.array(part, { maxLength: 1 }))
      .map(([after, before]) => [...before.flat(), ...path, ...after.flat()]);
  });
  const names = commands.flatMap(({ path }) => path);
  const wild = fc.array(fc.oneof(word, fc.constantFrom(...names)), { maxLength: 8 });
  return fc.oneof({ weight: 8, arbitrary: near }, { weight: 2, arbitrary: wild });
}
