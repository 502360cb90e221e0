import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdir } from 'node:fs/promises';
import { createAccounts } from './accounts.ts';
import { openCatalog } from './catalog.ts';
import { openConfiguration } from './configuration.ts';
import type { Practice } from './exchange.ts';
import { handleRequest } from './http.ts';

export interface PracticeServerOptions {
  /** Folder for all data; made if missing, for one process at a time. */
  readonly directory: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly adminUsername: string;
  readonly adminPassword: string;
  /** Lifetime of a cookie session; default 600, as in CouchDB. */
  readonly sessionSeconds?: number;
  /** Largest request body; default 64 MiB. */
  readonly maxBodyBytes?: number;
  /** Largest document without attachments; default 8,000,000, as in CouchDB. */
  readonly maxDocumentBytes?: number;
  /** Longest run of a guard in milliseconds; default 1,000. It blocks this process meanwhile. */
  readonly guardTimeLimit?: number;
}

export interface PracticeServer {
  /** `http://127.0.0.1:PORT`, without credentials. */
  readonly url: string;
  /** Ends the feeds, finishes running requests and closes the data folder. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the practice server on loopback. Errors: when the port is taken or the folder is in use by another
 * process.
 */
export const startPracticeServer = async (
  options: PracticeServerOptions,
): Promise<PracticeServer> => {
  const { directory, port, adminUsername, adminPassword } = options;
  if (adminUsername === '' || adminPassword === '') {
    throw new Error('the practice server needs an administrator with a password');
  }
  const sessionSeconds = options.sessionSeconds ?? 600;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const catalog = await openCatalog(directory, options.guardTimeLimit ?? 1_000);
  const administrator = { username: adminUsername, password: adminPassword };
  const configuration = openConfiguration(catalog);
  const practice: Practice = {
    catalog,
    configuration,
    accounts: createAccounts(catalog, administrator, configuration, sessionSeconds, Date.now),
    settings: { sessionSeconds, maxDocumentBytes: options.maxDocumentBytes ?? 8_000_000 },
  };
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const limit = options.maxBodyBytes ?? 64 * 1024 * 1024;
    const done = handleRequest(practice, request, response, limit, stopping.signal).finally(() => {
      running.delete(done);
    });
    running.add(done);
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
    else socket.destroy();
  });

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    await catalog.close();
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort();
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    await Promise.allSettled(running);
    server.closeAllConnections();
    await closed;
    await catalog.close();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () => (stopped ??= stop()),
  };
};
