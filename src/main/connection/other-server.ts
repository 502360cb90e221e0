import { ConsoleError } from '../../shared/errors.ts';

/** The address answers, but with another identity than the one this data directory belongs to. */
export function otherServer(url: string): ConsoleError<'conflict'> {
  return new ConsoleError(
    'conflict',
    `Another CouchDB answers at ${url} than the one this console belongs to.`,
    {
      remedy:
        'Check the address. If the server was set up anew on purpose, forget the connection first and connect again.',
    },
  );
}
