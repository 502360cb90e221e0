import { handlerNames } from '../shared/planning/jwt-handlers.ts';
import { badRequest, missing, notOffered } from './failure.ts';
import type { Catalog } from './catalog.ts';
import { createSerial } from './serial.ts';

/** Handlers that this server has; `default` is Basic. */
const offered: ReadonlySet<string> = new Set(
  ['cookie', 'jwt', 'default'].map((name) => `${name}_authentication_handler`),
);
const usual = ['cookie', 'default'];

/** The part of a node's configuration that decides on tokens. */
export interface Configuration {
  /** Every value of a section. */
  readonly section: (section: string) => ReadonlyMap<string, string>;
  /**
   * Sets a value, or removes it (null), and answers with the one before, null where there was none. Errors:
   * 400 for what CouchDB refuses, 501 for what is not offered.
   */
  readonly set: (section: string, key: string, value: string | null) => Promise<string | null>;
  /** Short names of the handlers that are active, which a change becomes only when the listener restarts. */
  readonly handlers: () => readonly string[];
}

/** Reads the configuration of a data folder. */
export const openConfiguration = (catalog: Catalog): Configuration => {
  let values = catalog.configuration();
  const serial = createSerial();

  const of = (section: string): ReadonlyMap<string, string> => {
    const prefix = `${section}/`;
    return new Map(
      [...values].flatMap(([path, value]) =>
        path.startsWith(prefix) ? [[path.slice(prefix.length), value] as const] : [],
      ),
    );
  };
  const configured = (): readonly string[] => {
    const value = values.get('chttpd/authentication_handlers');
    if (value === undefined) return usual;
    return (handlerNames(value) ?? []).map((name) => name.replace('_authentication_handler', ''));
  };
  let active = configured();

  return {
    section: of,
    set: (section, key, value) =>
      serial(async () => {
        check(section, key, value);
        const path = `${section}/${key}`;
        const before = values.get(path) ?? null;
        const next = new Map(values);
        if (value === null) next.delete(path);
        else next.set(path, value);
        await catalog.setConfiguration(next);
        values = next;
        // A change of these options restarts CouchDB's listener, and nothing less activates handlers.
        if (path === 'chttpd/server_options' && before !== value) active = configured();
        return before;
      }),
    handlers: () => active,
  };
};

const check = (section: string, key: string, value: string | null): void => {
  const path = `${section}/${key}`;
  const known =
    section === 'jwt_keys' ||
    path === 'chttpd/authentication_handlers' ||
    path === 'chttpd/server_options';
  if (!known) throw notOffered(`setting [${section}] ${key}`);
  if (value === null) return;
  // A PEM has a literal \n for each newline.
  if (/[\p{Cc}]/u.test(value)) throw badRequest('Config value contains control characters.');
  if (key !== 'authentication_handlers') return;
  const names = handlerNames(value);
  if (!names?.every((name) => offered.has(name))) {
    throw notOffered('handlers other than cookie, jwt and default of chttpd_auth');
  }
};

/** Errors: 404, as CouchDB says it of a value that is not set. */
export const unset = () => missing('unknown_config_value');
