import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { arbitraryArguments, knownCommands } from './cli-arguments.ts';
import { caseProblem, contentOf, runCase } from './cli-case.ts';

/** Makes a directory with things that a command line may name, and tells their paths. */
export async function nameableFiles(directory: string): Promise<readonly string[]> {
  await mkdir(join(directory, 'folder', 'tenants'), { recursive: true });
  await writeFile(join(directory, 'file'), 'neither plan nor tenants');
  await writeFile(join(directory, 'binary'), Buffer.from([0, 255, 254, 128]));
  await writeFile(join(directory, 'folder', 'tenants', 'x.json'), '{}');
  const names = ['file', 'binary', 'folder', 'new', 'new/deep', 'file/under', 'n'.repeat(300)];
  return names.map((name) => join(directory, name));
}

/**
 * Plays generated argument vectors in this process. Throws fast-check's report, with the seed and the
 * shortest vector, where one ends badly; and where one of them wrote anything.
 */
export async function playCases(
  directory: string,
  cases: number,
  seed: number,
  onCase: (done: number) => void = () => undefined,
): Promise<void> {
  const paths = await nameableFiles(directory);
  const before = await contentOf(directory);
  let done = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryArguments(knownCommands(), paths), async (argv) => {
      const problem = caseProblem(argv, await runCase(argv));
      if (problem !== null) throw new Error(problem);
      onCase(++done);
    }),
    { numRuns: cases, seed, endOnFailure: false },
  );
  const after = await contentOf(directory);
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    throw new Error(`Something was written (seed ${String(seed)}): ${after.join(', ')}`);
  }
}
