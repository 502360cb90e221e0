import type { Dispatcher } from 'undici';

/** An answer larger than this is given up; nothing that we ask for comes near. In bytes. */
const answerLimit = 256 * 1024 * 1024;

/** An answer that has no end in sight. */
export class EndlessAnswer extends Error {
  readonly status: number;

  constructor(status: number) {
    super('The answer is too large.');
    this.status = status;
  }
}

export interface WholeAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly bytes: Buffer;
}

/** Told once, the one or the other. */
export interface ExchangeEnd {
  /**
   * Asked right before its bytes go out: by then it may have waited for a connection, and the machine may
   * have slept. An error is what it ends with, unsent.
   */
  readonly ask: () => Error | null;
  readonly answered: (answer: WholeAnswer) => void;
  /** With what the HTTP client says, with `EndlessAnswer`, with what `ask` said, or with an abort's error. */
  readonly failed: (error: unknown) => void;
}

/**
 * One request and its whole answer, straight on the dispatcher: no stream, no abort signal of its own, no
 * promise. That is a third of the processor time of `dispatcher.request`, and thousands of these make a plan.
 * @returns gives the exchange up at once, sent or still waiting for a connection
 */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  { ask, answered, failed }: ExchangeEnd,
): () => void {
  let controller: Dispatcher.DispatchController | null = null;
  let over: Error | null = null;
  let ended = false;
  let status = 0;
  let headers: WholeAnswer['headers'] = {};
  let size = 0;
  let first: Buffer | null = null;
  let more: Buffer[] | null = null;

  const fail = (error: unknown): void => {
    if (ended) return;
    ended = true;
    failed(error);
  };
  const give = (error: Error): void => {
    if (over !== null) return;
    over = error;
    fail(error);
    controller?.abort(error);
  };

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started;
      if (over !== null) {
        started.abort(over);
        return;
      }
      const refusal = ask();
      if (refusal !== null) give(refusal);
    },
    onResponseStart: (_controller, answeredStatus, received) => {
      status = answeredStatus;
      headers = received;
    },
    onResponseData: (_controller, chunk) => {
      if (first === null) first = chunk;
      else (more ??= [first]).push(chunk);
      size += chunk.length;
      if (size > answerLimit) give(new EndlessAnswer(status));
    },
    onResponseEnd: () => {
      if (ended) return;
      ended = true;
      const bytes = more === null ? (first ?? nothing) : Buffer.concat(more, size);
      answered({ status, headers, bytes });
    },
    onResponseError: (_controller, error) => {
      fail(error);
    },
  };
  try {
    dispatcher.dispatch(options, handler);
  } catch (error) {
    fail(error);
  }
  return () => {
    give(new Error('The exchange was given up.'));
  };
}

const nothing = Buffer.alloc(0);
