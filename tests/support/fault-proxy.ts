import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { seededRandom } from './seeded-random.ts';

/** What may happen to one request. */
export type Fault =
  /** Passed on unharmed. */
  | { readonly kind: 'pass' }
  /** The connection is closed by a reset, before the server hears of the request. */
  | { readonly kind: 'reset' }
  /** The server carries the request out, then the connection is reset: the client cannot know. */
  | { readonly kind: 'reset-after' }
  /** Passed on after some milliseconds. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Passed on; the answer's body ends after so many bytes, and the connection with it. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** Answered by the proxy; the server hears nothing. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 200 with something that is not JSON. */
  | { readonly kind: 'garbage' };

export interface SeenRequest {
  readonly method: string;
  /** Path and query, as the client wrote them. */
  readonly path: string;
  /** How many requests came before it. */
  readonly index: number;
}

/** Decides for each request; everything passes where it answers undefined. */
export type FaultPlan = (request: SeenRequest) => Fault | undefined;

export interface FaultProxy {
  /** Where clients connect: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Every request that arrived, faulty ones included, oldest first. */
  readonly requests: () => readonly SeenRequest[];
  /** How many requests met each kind of fault. */
  readonly faults: () => Readonly<Partial<Record<Fault['kind'], number>>>;
  readonly setPlan: (plan: FaultPlan) => void;
  /** As if the server went down: open connections are reset, new ones refused. */
  readonly pause: () => Promise<void>;
  /** The server is back, at the same address. */
  readonly resume: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Takes a script's faults one a request, then lets everything pass. */
export const scripted = (...faults: readonly Fault[]): FaultPlan => {
  const left = [...faults];
  return () => left.shift();
};

/** The same faults for the same seed and the same order of requests. @param share from 0 to 1. */
export const seeded = (seed: number, share: number, faults: readonly Fault[]): FaultPlan => {
  const random = seededRandom(seed);
  return () => {
    const [meets, which] = [random(), random()];
    return meets < share ? faults[Math.floor(which * faults.length)] : undefined;
  };
};

const reset = (response: ServerResponse): void => {
  const { socket } = response;
  if (socket !== null && !socket.destroyed) socket.resetAndDestroy();
};

const statusBody = (status: number): string =>
  `${JSON.stringify({ error: status === 401 ? 'unauthorized' : 'injected', reason: 'by the fault proxy' })}\n`;

/** Sends the first bytes of an answer and then nothing more. */
const cutAfter = (answer: IncomingMessage, response: ServerResponse, bytes: number): void => {
  let left = bytes;
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    // An orderly end, for a reset would take back what the client has not read yet.
    response.socket?.destroySoon();
  };
  answer.on('data', (chunk: Buffer) => {
    if (ended) return;
    const piece = chunk.subarray(0, left);
    left -= piece.length;
    response.write(piece);
    if (left > 0) return;
    answer.destroy();
    end();
  });
  answer.on('end', end);
};

/** Starts a proxy before a server, on a free port of loopback unless one is given. */
export const startFaultProxy = async (
  target: string,
  initialPlan: FaultPlan = () => undefined,
  wantedPort = 0,
): Promise<FaultProxy> => {
  const { hostname, port: targetPort } = new URL(target);
  const seen: SeenRequest[] = [];
  const met = new Map<Fault['kind'], number>();
  const sockets = new Set<Socket>();
  let plan = initialPlan;

  const forward = (request: IncomingMessage, response: ServerResponse, fault: Fault): void => {
    const onward = httpRequest(
      {
        hostname,
        port: targetPort,
        method: request.method,
        path: request.url,
        headers: request.headers,
        agent: false,
      },
      (answer) => {
        if (fault.kind === 'reset-after') {
          answer.resume();
          answer.on('close', () => {
            reset(response);
          });
          return;
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        if (fault.kind === 'cut') {
          cutAfter(answer, response, fault.bytes);
          return;
        }
        answer.on('error', () => {
          reset(response);
        });
        answer.pipe(response);
      },
    );
    onward.on('error', () => {
      reset(response);
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  };

  const apply = (request: IncomingMessage, response: ServerResponse, fault: Fault): void => {
    switch (fault.kind) {
      case 'reset':
        reset(response);
        return;
      case 'status':
        request.resume();
        response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
        response.end(statusBody(fault.status));
        return;
      case 'garbage':
        request.resume();
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>Sign in to the network</title>');
        return;
      case 'delay':
        setTimeout(() => {
          if (!response.destroyed) forward(request, response, fault);
        }, fault.milliseconds);
        return;
      case 'pass':
      case 'cut':
      case 'reset-after':
        forward(request, response, fault);
    }
  };

  const create = () => {
    const made = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      const entry = { method: request.method ?? '', path: request.url ?? '', index: seen.length };
      seen.push(entry);
      response.on('error', () => undefined);
      const fault = plan(entry) ?? { kind: 'pass' };
      if (fault.kind !== 'pass') met.set(fault.kind, (met.get(fault.kind) ?? 0) + 1);
      apply(request, response, fault);
    });
    made.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    });
    return made;
  };

  let server = create();
  let listening = false;
  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        listening = true;
        const address = server.address();
        if (address === null || typeof address === 'string') reject(new Error('no TCP address'));
        else resolve(address.port);
      });
    });
  const close = async (): Promise<void> => {
    if (!listening) return;
    listening = false;
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  const port = await listen(wantedPort);

  return {
    url: `http://127.0.0.1:${String(port)}`,
    requests: () => [...seen],
    faults: () => Object.fromEntries(met),
    setPlan: (next) => {
      plan = next;
    },
    pause: close,
    resume: async () => {
      if (listening) return;
      server = create();
      await listen(port);
    },
    stop: close,
  };
};
