import { MyCouchError } from '../shared/errors.ts';

/** What is known of a request that failed: never a credential, never a query, never a body. */
export interface CouchFailure {
  readonly method: string;
  /** Path on the server, encoded, without query. */
  readonly path: string;
  /** Null where no answer came. */
  readonly status: number | null;
  /** CouchDB's `error`, or the operating system's code where no answer came. */
  readonly error: string | null;
  readonly reason: string | null;
}

interface Words {
  readonly message: string;
  readonly remedy: string;
  readonly cause?: unknown;
}

/** Base of everything that goes wrong between us and a CouchDB. */
export abstract class CouchError extends MyCouchError {
  readonly failure: CouchFailure;

  constructor(failure: CouchFailure, words: Words) {
    super(words.message, {
      remedy: words.remedy,
      details: { ...failure },
      ...(words.cause === undefined ? {} : { cause: words.cause }),
    });
    this.failure = failure;
  }
}

/** No connection: refused, unknown name, unreachable network, or broken off. */
export class ServerRefusedError extends CouchError {
  override readonly code = 'server-refused';
}
/** No whole answer in time. */
export class ServerTimeoutError extends CouchError {
  override readonly code = 'server-timeout';
}
/** The secure connection could not be made or its certificate is not trusted. */
export class ServerCertificateError extends CouchError {
  override readonly code = 'server-certificate';
}
/** Something answers, and it is no CouchDB that we can use. */
export class ServerNotCouchDbError extends CouchError {
  override readonly code = 'server-not-couchdb';
}
export class ServerWrongPasswordError extends CouchError {
  override readonly code = 'server-wrong-password';
}
export class ServerLockedOutError extends CouchError {
  override readonly code = 'server-locked-out';
}
export class ServerNotAdministratorError extends CouchError {
  override readonly code = 'server-not-administrator';
}
/** Signed in, but not allowed to. */
export class ServerForbiddenError extends CouchError {
  override readonly code = 'server-forbidden';
}
/** CouchDB answered that it could not do it. */
export class ServerFailedError extends CouchError {
  override readonly code = 'server-failed';
}
export class ServerFullError extends CouchError {
  override readonly code = 'server-full';
}
/** The answer is not what CouchDB answers. */
export class ServerGarbageError extends CouchError {
  override readonly code = 'server-garbage';
}
/** A revision conflict (409) or a thing that already exists (412). */
export class CouchConflictError extends CouchError {
  override readonly code = 'conflict';
}
/** The server looked, and it is not there. Never used for "could not look". */
export class CouchNotFoundError extends CouchError {
  override readonly code = 'not-found';
}
export class CouchCancelledError extends CouchError {
  override readonly code = 'cancelled';
}

/** Every error the CouchDB client throws for a request. */
export type AnyCouchError =
  | ServerRefusedError
  | ServerTimeoutError
  | ServerCertificateError
  | ServerNotCouchDbError
  | ServerWrongPasswordError
  | ServerLockedOutError
  | ServerNotAdministratorError
  | ServerForbiddenError
  | ServerFailedError
  | ServerFullError
  | ServerGarbageError
  | CouchConflictError
  | CouchNotFoundError
  | CouchCancelledError;
