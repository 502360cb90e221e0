import { spawn } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { arbitraryArguments, knownCommands } from './cli-arguments.ts';
import { caseProblem, contentOf, type CliOutcome } from './cli-case.ts';
import { nameableFiles } from './cli-play.ts';

/** Milliseconds that a start may take on a busy machine. */
const limit = 120_000;

/**
 * Starts the real command line with generated arguments, each on its own, with nothing to connect to and
 * nothing on its standard input. Answers what ended badly, with the arguments.
 * @param program the built command line
 */
export async function playStarts(
  program: string,
  directory: string,
  starts: number,
  seed: number,
  onStart: (done: number) => void,
): Promise<readonly string[]> {
  const paths = await nameableFiles(directory);
  const data = join(directory, 'data');
  const before = await contentOf(join(directory, 'folder'));
  const wanted = fc.sample(arbitraryArguments(knownCommands(), paths), { seed, numRuns: starts });
  const wrong: string[] = [];
  for (const [index, generated] of wanted.entries()) {
    // An operating system passes no NUL and only so many bytes; the directory is never the person's own.
    const argv = generated.filter((word) => !word.includes('\0') && word.length < 50_000);
    const outcome = await start(program, ['--data', data, ...argv], directory);
    const problem = caseProblem(argv, outcome);
    if (problem !== null) wrong.push(`${problem}: ${JSON.stringify(argv)}`);
    onStart(index + 1);
  }
  const after = await contentOf(join(directory, 'folder'));
  if (JSON.stringify(after) !== JSON.stringify(before)) wrong.push('something was written');
  return wrong;
}

function start(program: string, argv: readonly string[], home: string): Promise<CliOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: home,
      env: { PATH: process.env['PATH'], HOME: home },
    });
    // An agent that was really started goes on until it is told to end.
    const timer = setTimeout(() => child.kill('SIGTERM'), limit);
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.once('error', reject);
    child.once('close', (exit) => {
      clearTimeout(timer);
      resolve({ exit, out, err });
    });
  });
}
