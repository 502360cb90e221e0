/**
 * `npm run gateway`: builds what is missing and starts the gateway against `COUCHDB_URL` (docs/gateway.md has
 * what else may be set). Without one it starts the embedded practice server beside it, for development: its
 * data, and the gateway's, are in `gateway-data`, or where GATEWAY_DATA says. `npm run gateway -- move` copies what
 * that server has to the CouchDB that COUCHDB_URL, COUCHDB_USER and COUCHDB_PASSWORD name, and compares.
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from './lib/build.mjs';
import { inRoot } from './lib/paths.mjs';
import { SetupError, explained, runBeside } from './lib/run.mjs';
import { prepare } from './setup.mjs';

const { env } = process;
const patience = 20_000;

/** @param {string} line */
const say = (line) => {
  process.stdout.write(`gateway: ${line}\n`);
};

/**
 * Kept beside the data, since the practice server goes on with the same account.
 * @param {string} path
 */
function keptPassword(path) {
  if (!existsSync(path)) {
    writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(path, 'utf8');
}

/**
 * The registry's two databases, for the account that made them and nobody else.
 * @param {string} url
 * @param {string} authorization
 */
async function makeRegistry(url, authorization) {
  for (const name of ['couch-sitter', 'couch-sitter-log']) {
    const answer = await fetch(`${url}/${name}`, { method: 'PUT', headers: { authorization } });
    await answer.arrayBuffer();
    if (answer.status !== 201 && answer.status !== 412) {
      throw new SetupError(
        `the practice server refused to make ${name} (${String(answer.status)}).`,
      );
    }
  }
}

/**
 * @param {string} folder
 * @returns {Promise<{ variables: Record<string, string>, end: () => void }>}
 */
async function startPractice(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const passwordFile = join(folder, 'practice-password');
  const [username, password] = ['gateway', keptPassword(passwordFile)];
  const child = fork(inRoot('dist/practice/main.js'), [], {
    env: {},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  /** @type {unknown} */
  const reply = await new Promise((done, fail) => {
    const timer = setTimeout(() => {
      child.kill();
      fail(new SetupError('the practice server did not start in time.'));
    }, patience);
    child.once('message', (message) => {
      clearTimeout(timer);
      done(message);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      fail(new SetupError('the practice server ended at once.'));
    });
    const directory = join(folder, 'practice');
    child.send({ directory, username, password, preferredPort: 5986 });
  });
  if (typeof reply !== 'object' || reply === null || !('url' in reply)) {
    throw new SetupError(
      `the practice server did not start. Does another gateway run with the data in ${folder}?`,
    );
  }
  const url = String(reply.url);
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  await makeRegistry(url, `Basic ${credentials}`);
  say(`the practice server serves ${url}, with its data in ${folder}`);
  return {
    variables: {
      COUCHDB_URL: url,
      COUCHDB_USER: username,
      COUCHDB_PASSWORD: '',
      COUCHDB_PASSWORD_FILE: passwordFile,
    },
    end: () => {
      child.disconnect();
      child.kill('SIGTERM');
    },
  };
}

/** @param {string} folder */
async function move(folder) {
  if (!existsSync(join(folder, 'practice'))) {
    throw new SetupError(`there is no practice server in ${folder}, so there is nothing to move.`);
  }
  const practice = await startPractice(folder);
  try {
    const { COUCHDB_URL, COUCHDB_USER, COUCHDB_PASSWORD_FILE } = practice.variables;
    const variables = {
      ...env,
      MOVE_FROM_URL: COUCHDB_URL,
      MOVE_FROM_USER: COUCHDB_USER,
      MOVE_FROM_PASSWORD_FILE: COUCHDB_PASSWORD_FILE,
    };
    const program = inRoot('dist/gateway/main.js');
    return (await runBeside(process.execPath, [program, 'move'], { env: variables })).code;
  } finally {
    practice.end();
  }
}

await explained(async () => {
  prepare();
  build();
  const folder = resolve(env['GATEWAY_DATA'] ?? 'gateway-data');
  const [command] = process.argv.slice(2);
  if (command === 'move') return move(folder);
  if (command !== undefined) throw new SetupError('usage: npm run gateway [-- move]');
  const embedded = (env['COUCHDB_URL'] ?? '') === '' && (env['GATEWAY_CONFIG'] ?? '') === '';
  const practice = embedded ? await startPractice(folder) : null;
  const port = env['GATEWAY_PORT'] ?? '5985';
  const local = (env['GATEWAY_CONFIG'] ?? '') === '' ? `http://127.0.0.1:${port}` : '';
  try {
    const program = inRoot('dist/gateway/main.js');
    const variables = {
      ...env,
      ...practice?.variables,
      GATEWAY_DATA: folder,
      GATEWAY_URL: env['GATEWAY_URL'] ?? local,
    };
    return (await runBeside(process.execPath, [program], { env: variables })).code;
  } finally {
    practice?.end();
  }
});
