import { spawn, spawnSync } from 'node:child_process';
import { root } from './paths.mjs';

/** Something the person at the keyboard has to know; shown without a stack. */
export class SetupError extends Error {}

/**
 * Runs a whole script: its result is the exit code, and what a person has to know is said plainly.
 * @param {() => Promise<number>} script
 */
export async function explained(script) {
  try {
    process.exitCode = await script();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`setup: ${error.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * The environment of a child: without a terminal nobody can see colours, and a log keeps their codes.
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} terminal
 * @returns {NodeJS.ProcessEnv}
 */
export const childEnvironment = (env, terminal) =>
  terminal || (env['FORCE_COLOR'] ?? '') !== '' ? env : { ...env, NO_COLOR: '1' };

/**
 * Set-up is no result: standard output is left to what the script is for.
 * @param {string} line
 */
export const say = (line) => {
  process.stderr.write(`setup: ${line}\n`);
};

/**
 * Runs a command to its end, showing what it prints on standard error.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, timeout?: number, quiet?: boolean }} [options]
 * @returns {{ ok: boolean, output: string }} `output` only when quiet
 */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: options.cwd ?? root,
    env: childEnvironment(options.env ?? process.env, process.stderr.isTTY),
    stdio: options.quiet === true ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    // npm is a .cmd file on Windows, which only a shell can start.
    shell: process.platform === 'win32' && command === 'npm',
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  });
  const trouble = result.error === undefined ? '' : String(result.error.message);
  const output = [result.stdout, result.stderr, trouble].filter(Boolean).join('');
  return { ok: result.status === 0, output };
}

/**
 * Runs a command beside others. Its process group ends with this process, however that ends.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, quiet?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runBeside(command, args, options = {}) {
  return new Promise((resolve) => {
    const ownGroup = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: childEnvironment(options.env ?? process.env, process.stdout.isTTY),
      detached: ownGroup,
      stdio: options.quiet === true ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    /** @param {NodeJS.Signals} signal */
    const end = (signal) => {
      if (child.pid === undefined) return;
      try {
        process.kill(ownGroup ? -child.pid : child.pid, signal);
      } catch {
        // Already gone.
      }
    };
    /** @param {NodeJS.Signals} signal */
    const interrupted = (signal) => {
      end('SIGTERM');
      process.exitCode = signal === 'SIGINT' ? 130 : 143;
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    let output = '';
    child.stdout?.on('data', (chunk) => (output += String(chunk)));
    child.stderr?.on('data', (chunk) => (output += String(chunk)));
    child.once('error', (error) => {
      resolve({ code: 127, output: error.message });
    });
    child.once('close', (code) => {
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      end('SIGKILL');
      resolve({ code: code ?? 1, output });
    });
  });
}
