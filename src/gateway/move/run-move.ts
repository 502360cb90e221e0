import { z } from 'zod';
import { createTransport } from '../../couch/create-transport.ts';
import type { Clock } from '../../shared/clock.ts';
import { reportError } from '../../shared/errors.ts';
import { moveServer } from './move-server.ts';

const variablesSchema = z.object({
  MOVE_FROM_URL: z.string().min(1),
  MOVE_FROM_USER: z.string().min(1),
  MOVE_FROM_PASSWORD_FILE: z.string().min(1),
  COUCHDB_URL: z.string().min(1),
  COUCHDB_USER: z.string().min(1),
  COUCHDB_PASSWORD: z.string().optional(),
  COUCHDB_PASSWORD_FILE: z.string().optional(),
});

/**
 * `main.js move`: copies and verifies the server that MOVE_FROM_… name to that of COUCHDB_…, both with an
 * administrator's account.
 * @returns the exit code: 0 when everything is there and the same, 78 for a configuration that is none
 */
export async function runMove(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}): Promise<number> {
  const { environment, readFile, clock, random, print, complain } = options;
  // One that is empty counts as not set.
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const read = variablesSchema.safeParse(Object.fromEntries(given));
  if (!read.success) {
    const missing = read.error.issues.map(({ path }) => path.join('.')).join(', ');
    complain(`Moving needs ${missing}; see docs/gateway.md.`);
    return 78;
  }
  const { data } = read;
  const [password, passwordHere] = [
    data.COUCHDB_PASSWORD ?? secret(data.COUCHDB_PASSWORD_FILE),
    secret(data.MOVE_FROM_PASSWORD_FILE),
  ];
  if (password === null || passwordHere === null) {
    complain(
      'Moving needs COUCHDB_PASSWORD, or COUCHDB_PASSWORD_FILE with a file that can be read.',
    );
    return 78;
  }
  const open = (url: string, username: string, secretText: string) =>
    createTransport({ url, credentials: { username, password: secretText }, clock, random });
  try {
    const to = open(data.COUCHDB_URL, data.COUCHDB_USER, password);
    const from = open(data.MOVE_FROM_URL, data.MOVE_FROM_USER, passwordHere);
    try {
      const moved = await moveServer({
        from,
        to,
        note: ({ name, documents, written, closed }) => {
          print(
            `${name}: ${String(documents)} documents, ${String(written)} written now, the same on both` +
              (closed ? '; it was public and is for administrators alone there' : ''),
          );
        },
      });
      print(`moved ${String(moved.length)} databases to ${to.url}; everything was compared`);
      return 0;
    } finally {
      await from.close();
      await to.close();
    }
  } catch (error) {
    const { message, remedy } = reportError(error);
    complain(`${message} ${remedy}`.trim());
    return 1;
  }

  /** Null where there is none, or it cannot be read. */
  function secret(path: string | undefined): string | null {
    if (path === undefined) return null;
    try {
      return readFile(path).replace(/\r?\n$/u, '');
    } catch {
      return null;
    }
  }
}
