import { randomBytes } from 'node:crypto';
import { chmod, rm, rmdir } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, resolve } from 'node:path';
import { ConsoleError } from '../../shared/errors.ts';
import type { Console, Logger } from '../console/ports.ts';
import { controlAddresses, makeSocketFolder } from './address.ts';
import { acceptCaller } from './accept-caller.ts';
import { removeControlFile, writeControlFile, type ControlFile } from './control-file.ts';
import { protocolVersion } from './frames.ts';

const callerLimit = 32;

export interface ControlOptions {
  /** The data directory of the console; whoever serves holds its registry. */
  readonly directory: string;
  readonly console: Pick<Console, 'newCaller' | 'events' | 'role'>;
  readonly owner: ControlFile['owner'];
  readonly log: Logger;
}

/** The open door for the command line. */
export interface ControlServer {
  /** Lets nobody new in and resolves when those who are in have gone. */
  readonly drain: () => Promise<void>;
  /** Ends at once. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/**
 * Lets other processes of the same user work through this console: the calls of the contract, with its
 * operator's role, and the progress of plans. They find it by `control.json` in the data directory, and
 * what a killed console left there is replaced. Errors: `storage-failed`, `disk-full`.
 */
export async function serveControl(options: ControlOptions): Promise<ControlServer> {
  const { directory, console, owner, log } = options;
  const token = randomBytes(32).toString('hex');
  const callers = new Set<Socket>();
  const server = createServer((socket) => {
    callers.add(socket);
    socket.once('close', () => callers.delete(socket));
    acceptCaller({ socket, token, console, log });
  });
  server.maxConnections = callerLimit;
  server.on('error', (error) => {
    log.warn({ error }, 'the control socket failed');
  });

  const address = await listenOnFirst(server, controlAddresses(directory));
  const gone = new Promise<void>((done) => server.once('close', done)).then(() =>
    removeSocketFolder(address, directory),
  );
  let leaving: Promise<void> | null = null;

  /** The file first, so that nobody finds a door that is being shut. */
  function leave(): Promise<void> {
    leaving ??= removeControlFile(directory, token).then(() => {
      server.close();
    });
    return leaving;
  }

  try {
    await writeControlFile(directory, {
      protocol: protocolVersion,
      owner,
      address,
      token,
      pid: process.pid,
    });
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    drain: async () => {
      await leave();
      await gone;
    },
    close: async () => {
      await leave();
      for (const socket of callers) socket.destroy();
      await gone;
    },
  };
}

/** A folder made for the socket alone goes with it. */
async function removeSocketFolder(address: string, directory: string): Promise<void> {
  const folder = dirname(address);
  if (address.startsWith('\\\\') || folder === resolve(directory)) return;
  await rmdir(folder).catch(() => undefined);
}

async function listenOnFirst(server: Server, addresses: readonly string[]): Promise<string> {
  let cause: unknown = null;
  for (const address of addresses) {
    try {
      await listen(server, address);
      return address;
    } catch (error) {
      cause = error;
    }
  }
  throw cause instanceof ConsoleError
    ? cause
    : new ConsoleError('storage-failed', 'The control socket could not be opened.', { cause });
}

async function listen(server: Server, address: string): Promise<void> {
  const isFile = !address.startsWith('\\\\');
  if (isFile) {
    await makeSocketFolder(dirname(address));
    // Only the holder of the registry comes here, so a socket that lies there has no listener any more.
    await rm(address, { force: true });
  }
  await new Promise<void>((done, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.removeListener('error', reject);
      done();
    });
  });
  if (isFile) await chmod(address, 0o600);
}
