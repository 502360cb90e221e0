import { ConsoleError } from '../../shared/errors.ts';

/** The address answers, but with another identity than the one this data directory belongs to. */
export function otherServer(url: string): ConsoleError<'conflict'> {
  return new ConsoleError(
    'conflict',
    `Another CouchDB answers at ${url} than the one this console belongs to.`,
    {
      remedy:
        'Check the address. If the server was set up anew on purpose, forget the connection, connect again and take the tenants along.',
    },
  );
}

/**
 * The tenants of this data directory belong to another server than the environment names.
 * @param url address of the server they belong to, where it is known
 */
export function otherRegistry(url: string | null): ConsoleError<'conflict'> {
  return new ConsoleError(
    'conflict',
    `The tenants in this data directory belong to another server${url === null ? '' : ` (${url})`}.`,
    {
      remedy:
        'Check MYCOUCH_SERVER, or use another data directory (--data) for this server. Nothing was sent.',
    },
  );
}
