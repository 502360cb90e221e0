import type { z } from 'zod';
import { parseServerAddress, type ServerAddress } from '../couch/address.ts';
import { reportError } from '../shared/errors.ts';
import { configurationSchema } from './config/schema.ts';
import { secretProblem } from './config/secrets.ts';
import { isRecord, setAt, variables, type Variables } from './config/variables.ts';

/** All that a gateway is told, checked. The two secrets are in no other place and are never printed. */
export interface GatewayConfig extends Omit<z.output<typeof configurationSchema>, 'couchdb'> {
  readonly couchdb: {
    readonly address: ServerAddress;
    readonly user: string;
    readonly password: string;
    readonly connections: number;
  };
  /** Opens `/metrics` to others than this machine; null: it stays closed to them. */
  readonly metricsToken: string | null;
}

/** Something that cannot be used; never the value of a secret. */
export interface ConfigRefusal {
  /** Name of the variable, or path in the file. */
  readonly setting: string;
  readonly reason: string;
  readonly remedy: string;
}

export type ConfigReading =
  | { readonly ok: true; readonly config: GatewayConfig }
  /** Everything that is wrong at once, so that nobody mends one thing a start. */
  | { readonly ok: false; readonly refusals: readonly ConfigRefusal[] };

/**
 * Reads the configuration: a JSON file (GATEWAY_CONFIG), over which the environment goes. Secrets come from
 * the environment or from files that it names (`…_FILE`), never from the JSON file.
 * @param readFile the text of a file; throws where it cannot be read
 */
export function readConfig(
  environment: Variables,
  readFile: (path: string) => string,
): ConfigReading {
  const refusals: ConfigRefusal[] = [];
  const refuse = (setting: string, reason: string, remedy: string): null => {
    refusals.push({ setting, reason, remedy });
    return null;
  };
  const value = (name: string): string | null => {
    const text = environment[name];
    return text === undefined || text === '' ? null : text;
  };
  const secret = (name: string): string | null => {
    const [direct, path] = [value(name), value(`${name}_FILE`)];
    if (direct !== null && path !== null) {
      return refuse(name, `${name} and ${name}_FILE are both set.`, 'Set one of them.');
    }
    if (path === null) return direct;
    try {
      return readFile(path).replace(/\r?\n$/u, '');
    } catch {
      return refuse(
        `${name}_FILE`,
        'The file cannot be read.',
        'Name a file that the gateway’s user may read; it has the secret as its only line.',
      );
    }
  };

  const raw = fromFile();
  for (const { name, path, read } of variables) {
    const text = value(name);
    if (text === null) continue;
    const parsed = read(text);
    if (parsed === undefined) {
      refuse(name, 'It cannot be understood.', 'See docs/gateway.md for what it may be.');
    } else setAt(raw, path, parsed);
  }
  raw['couchdb'] ??= {};
  const inAddress = credentialsOf(raw);
  const password = secret('COUCHDB_PASSWORD') ?? inAddress;
  const metricsToken = secret('GATEWAY_METRICS_TOKEN');

  const parsed = configurationSchema.safeParse(raw);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const at = issue.path.map(String).join('.');
      const variable = variables.find(({ path }) => path.join('.') === at)?.name;
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : null;
      refuse(
        variable ?? (at || 'the file'),
        unknown === null ? wordsOf(issue.message) : `There is no such setting: ${unknown}.`,
        unknown !== null && /password|secret|token/iu.test(unknown)
          ? 'Secrets do not belong in this file; give them as COUCHDB_PASSWORD or COUCHDB_PASSWORD_FILE.'
          : variable === undefined
            ? 'Correct it in the file that GATEWAY_CONFIG names.'
            : `Set ${variable}, or “${at}” in the file that GATEWAY_CONFIG names.`,
      );
    }
  }
  const address = addressOf(parsed.data?.couchdb.url ?? null);
  if (password === null) {
    refuse(
      'COUCHDB_PASSWORD',
      'There is no password for the gateway’s account.',
      'Set COUCHDB_PASSWORD, or COUCHDB_PASSWORD_FILE to a file that has it.',
    );
  } else {
    const problem = secretProblem(password, parsed.data?.couchdb.user ?? '');
    if (problem !== null) {
      refuse(
        'COUCHDB_PASSWORD',
        `The password is too weak. ${problem}`,
        'Give the account a random one, such as `openssl rand -base64 24` makes.',
      );
    }
  }
  if (metricsToken !== null) {
    const problem = secretProblem(metricsToken, '');
    if (problem !== null) {
      refuse(
        'GATEWAY_METRICS_TOKEN',
        `The token is too weak. ${problem}`,
        'Use a random one, such as `openssl rand -base64 24` makes.',
      );
    }
  }
  for (const refusal of parsed.success ? acrossProblems(parsed.data) : []) refusals.push(refusal);
  if (refusals.length > 0 || !parsed.success || address === null || password === null) {
    return { ok: false, refusals };
  }
  const { couchdb, ...rest } = parsed.data;
  return {
    ok: true,
    config: {
      ...rest,
      couchdb: { address, user: couchdb.user, password, connections: couchdb.connections },
      metricsToken,
    },
  };

  function fromFile(): Record<string, unknown> {
    const path = value('GATEWAY_CONFIG');
    if (path === null) return {};
    let text: string;
    try {
      text = readFile(path);
    } catch {
      refuse('GATEWAY_CONFIG', 'The file cannot be read.', 'Name a JSON file that is there.');
      return {};
    }
    try {
      const body: unknown = JSON.parse(text);
      if (isRecord(body)) return { ...body };
    } catch {
      // Said below; the parser's own message quotes the file.
    }
    refuse('GATEWAY_CONFIG', 'The file is no JSON object.', 'Correct it; docs/gateway.md has one.');
    return {};
  }

  function addressOf(text: string | null): ServerAddress | null {
    if (text === null) return null;
    try {
      return parseServerAddress(text);
    } catch (error) {
      const { message, remedy } = reportError(error);
      return refuse('COUCHDB_URL', message, remedy);
    }
  }
}

/**
 * Takes user name and password out of CouchDB's address, where many tools have them, so that the address can
 * be shown; the user name is used unless one is given.
 */
function credentialsOf(raw: Record<string, unknown>): string | null {
  const couchdb = raw['couchdb'];
  if (!isRecord(couchdb) || typeof couchdb['url'] !== 'string') return null;
  if (!URL.canParse(couchdb['url'])) return null;
  const url = new URL(couchdb['url']);
  if (url.username === '' && url.password === '') return null;
  const [user, password] = [decoded(url.username), decoded(url.password)];
  url.username = '';
  url.password = '';
  raw['couchdb'] = { ...couchdb, url: url.href, user: couchdb['user'] ?? user };
  return password === '' ? null : password;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What no single setting can say of itself. */
function acrossProblems(config: z.output<typeof configurationSchema>): readonly ConfigRefusal[] {
  const twice = (list: readonly string[]): string | undefined =>
    list.find((one, index) => list.indexOf(one) !== index);
  const refusals: ConfigRefusal[] = [];
  const again = (setting: string, what: string, which: string | undefined) => {
    if (which === undefined) return;
    refusals.push({
      setting,
      reason: `${what} “${which}” stands there twice.`,
      remedy: 'Give each its own.',
    });
  };
  again('issuers', 'The issuer', twice(config.issuers.map(({ issuer }) => issuer)));
  again('issuers', 'The name', twice(config.issuers.map(({ name }) => name)));
  again('issuers', 'The user prefix', twice(config.issuers.map(({ userPrefix }) => userPrefix)));
  again('sharedDatabases', 'The database', twice(config.sharedDatabases.map(({ name }) => name)));
  again('administrators', 'The name', twice(config.administrators.map(({ name }) => name)));
  if (config.issuers.some(({ issuer }) => issuer === config.url)) {
    refusals.push({
      setting: 'issuers',
      reason: 'The gateway itself is named as an issuer.',
      remedy: 'Name issuers of others only; tokens of the gateway are refreshed, not exchanged.',
    });
  }
  return refusals;
}

function wordsOf(message: string): string {
  const what = message.replace(/^Invalid input: /, '');
  return what.endsWith('received undefined') ? 'It is missing.' : `${what.replace(/\.$/, '')}.`;
}

/** What is wrong with a configuration, as lines to print. */
export function describeRefusals(refusals: readonly ConfigRefusal[]): string {
  const lines = refusals.map(
    ({ setting, reason, remedy }) => `  ${setting}: ${reason}\n    ${remedy}`,
  );
  return `The gateway cannot start with this configuration:\n${lines.join('\n')}\n`;
}
