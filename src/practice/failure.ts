/** An answer that is an error: HTTP status and the two fields of a CouchDB error body. */
export class PracticeFailure extends Error {
  readonly status: number;
  readonly error: string;
  readonly reason: string;

  constructor(status: number, error: string, reason: string) {
    super(`${error}: ${reason}`);
    this.name = 'PracticeFailure';
    this.status = status;
    this.error = error;
    this.reason = reason;
  }
}

export const badRequest = (reason: string): PracticeFailure =>
  new PracticeFailure(400, 'bad_request', reason);

export const unauthorized = (reason: string): PracticeFailure =>
  new PracticeFailure(401, 'unauthorized', reason);

export const forbidden = (reason: string): PracticeFailure =>
  new PracticeFailure(403, 'forbidden', reason);

export const missing = (reason = 'missing'): PracticeFailure =>
  new PracticeFailure(404, 'not_found', reason);

export const conflict = (): PracticeFailure =>
  new PracticeFailure(409, 'conflict', 'Document update conflict.');

/** What CouchDB answers when a cluster write of `_security` is refused, whatever the cause. */
export const noMajority = (): PracticeFailure => new PracticeFailure(500, 'error', 'no_majority');

/** What CouchDB has and this server has not: a refusal, never a pretended success. */
export const notOffered = (what: string): PracticeFailure =>
  new PracticeFailure(501, 'not_implemented', `The practice server does not offer ${what}.`);
