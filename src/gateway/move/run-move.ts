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
  const secret = (path: string): string => readFile(path).replace(/\r?\n$/u, '');
  const open = (url: string, username: string, password: string) =>
    createTransport({ url, credentials: { username, password }, clock, random });
  try {
    const from = open(
      data.MOVE_FROM_URL,
      data.MOVE_FROM_USER,
      secret(data.MOVE_FROM_PASSWORD_FILE),
    );
    const to = open(
      data.COUCHDB_URL,
      data.COUCHDB_USER,
      data.COUCHDB_PASSWORD ?? secret(data.COUCHDB_PASSWORD_FILE ?? ''),
    );
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
}
