import { z } from 'zod';
import type { RawClient } from './couchdb-client.ts';

const objectSchema = z.record(z.string(), z.unknown());

/** What somebody with a server administrator's password does by hand. */
export interface Hand {
  readonly read: (path: string) => Promise<Record<string, unknown>>;
  readonly write: (path: string, body: unknown) => Promise<void>;
  /** Reads an object, lets it be changed, and writes it back as Fauxton does. */
  readonly change: (
    path: string,
    edit: (body: Record<string, unknown>) => Record<string, unknown>,
  ) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** Deletes a document, its revision asked for first. */
  readonly removeDocument: (path: string) => Promise<void>;
}

export function byHand(admin: RawClient): Hand {
  const read = async (path: string) => {
    const { status, body } = await admin('GET', path);
    if (status !== 200) throw new Error(`GET ${path} answered ${String(status)}`);
    return objectSchema.parse(body);
  };
  const expectWritten = async (method: string, path: string, body?: unknown) => {
    const { status } = await admin(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${String(status)}`);
  };
  return {
    read,
    write: (path, body) => expectWritten('PUT', path, body),
    change: async (path, edit) => {
      await expectWritten('PUT', path, edit(await read(path)));
    },
    remove: (path) => expectWritten('DELETE', path),
    removeDocument: async (path) => {
      const { _rev } = z.object({ _rev: z.string() }).parse(await read(path));
      await expectWritten('DELETE', `${path}?rev=${_rev}`);
    },
  };
}

export const principals = (
  security: Record<string, unknown>,
): { readonly names: readonly string[]; readonly roles: readonly string[] } =>
  z
    .object({ members: z.object({ names: z.array(z.string()), roles: z.array(z.string()) }) })
    .parse(security).members;
