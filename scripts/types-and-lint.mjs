/**
 * `types-and-lint.mjs main|window`: TypeScript's own findings and eslint's for one half of the checkout. Both
 * ask the same programs, so that every type is worked out once and not by each tool anew; the halves are
 * independent, so that they run side by side. What the window's list does not name is the main half's: nothing
 * is left out.
 */
import { ESLint } from 'eslint';
import ts from 'typescript';
import { inRoot, root } from './lib/paths.mjs';

/** Linted with the programs of the window and of its tests; everything else with the main program. */
const windowPaths = [
  'src/renderer',
  'tests/unit/renderer',
  'tests/support/fake-bridge',
  'tests/e2e',
  'playwright.config.ts',
  'playwright.bench.config.ts',
];

/** @type {Readonly<Record<string, { configs: readonly string[], paths: string[], ignores: string[] }>>} */
const halves = {
  main: {
    configs: ['tsconfig.json'],
    paths: ['.'],
    ignores: windowPaths,
  },
  window: {
    configs: ['tsconfig.renderer.json', 'tsconfig.e2e.json'],
    paths: windowPaths,
    ignores: [],
  },
};

const shown = {
  getCanonicalFileName: (/** @type {string} */ name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
};

/** @param {string} config */
function programOf(config) {
  const parsed = ts.getParsedCommandLineOfConfigFile(inRoot(config), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => {
      throw new Error(ts.formatDiagnostic(problem, shown));
    },
  });
  if (parsed === undefined) throw new Error(`${config} cannot be read`);
  const { options, errors, fileNames: rootNames } = parsed;
  // With the parents that eslint's rules walk up to.
  const host = ts.createCompilerHost(options, true);
  const program = ts.createProgram({
    rootNames,
    options,
    configFileParsingDiagnostics: errors,
    host,
  });
  return { config, program };
}

const half = halves[process.argv[2] ?? ''];
if (half === undefined)
  throw new Error(`usage: types-and-lint.mjs ${Object.keys(halves).join('|')}`);

const programs = half.configs.map(programOf);
for (const { config, program } of programs) {
  const problems = ts.sortAndDeduplicateDiagnostics(ts.getPreEmitDiagnostics(program));
  if (problems.length === 0) continue;
  process.exitCode = 1;
  process.stdout.write(`${config}\n${ts.formatDiagnostics(problems, shown)}\n`);
}

const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    { ignores: half.ignores },
    {
      files: ['**/*.{ts,tsx}'],
      languageOptions: { parserOptions: { programs: programs.map(({ program }) => program) } },
    },
  ],
});
const results = await eslint.lintFiles(half.paths);
if (results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0)) {
  process.exitCode = 1;
}
const formatter = await eslint.loadFormatter('stylish');
process.stdout.write(await formatter.format(results));
