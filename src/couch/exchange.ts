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
  readonly text: string;
}

export interface Exchange {
  /** Rejects with what the HTTP client says, with `EndlessAnswer`, or with an abort's error. */
  readonly answer: Promise<WholeAnswer>;
  /** Gives the exchange up at once, sent or still waiting for a connection. */
  readonly abort: () => void;
}

/**
 * One request and its whole answer, straight on the dispatcher: no stream, no abort signal of its own. That
 * is a third of the processor time of `dispatcher.request`, and thousands of these make a plan.
 * @param ask right before its bytes go out: by then it may have waited for a connection, and the machine may
 *   have slept. An error is what it ends with, unsent.
 */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  ask: () => Error | null = () => null,
): Exchange {
  let give: (error: Error) => void = () => undefined;
  const answer = new Promise<WholeAnswer>((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null;
    let over: Error | null = null;
    let status = 0;
    let headers: WholeAnswer['headers'] = {};
    let size = 0;
    const chunks: Buffer[] = [];
    give = (error) => {
      if (over !== null) return;
      over = error;
      reject(error);
      controller?.abort(error);
    };
    dispatcher.dispatch(options, {
      onRequestStart: (started) => {
        controller = started;
        if (over !== null) started.abort(over);
        else {
          const refusal = ask();
          if (refusal !== null) give(refusal);
        }
      },
      onResponseStart: (_controller, answered, received) => {
        status = answered;
        headers = received;
      },
      onResponseData: (_controller, chunk) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > answerLimit) give(new EndlessAnswer(status));
      },
      onResponseEnd: () => {
        const only = chunks.length === 1 ? chunks[0] : undefined;
        resolve({ status, headers, text: (only ?? Buffer.concat(chunks)).toString('utf8') });
      },
      onResponseError: (_controller, error) => {
        reject(error);
      },
    });
  });
  return {
    answer,
    abort: () => {
      give(new Error('The exchange was given up.'));
    },
  };
}
