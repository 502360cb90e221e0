/**
 * The closed list of error codes that may cross the bridge, the control socket or the command line.
 * The renderer switches on it exhaustively, so a new code is a compile error until it has words.
 */
export const errorCodes = [
  // input and registry
  'invalid-input',
  'not-found',
  'key-taken',
  'key-invalid',
  'conflict',
  'not-permitted',
  'unknown-sender',
  'not-allowed-in-state',
  // local machine
  'vault-locked',
  'vault-missing',
  'vault-passphrase-wrong',
  'vault-damaged',
  'keychain-locked',
  'keychain-absent',
  'not-on-this-device',
  'disk-full',
  'storage-failed',
  'data-in-use',
  // server
  'not-connected',
  'server-refused',
  'server-timeout',
  'server-certificate',
  'server-not-couchdb',
  'server-wrong-password',
  'server-locked-out',
  'server-not-administrator',
  'server-forbidden',
  'server-failed',
  'server-full',
  'server-garbage',
  'server-restored',
  'address-invalid',
  // planning
  'plan-unknown',
  'plan-stale',
  'plan-running',
  'apply-failed',
  'lease-held',
  'lease-lost',
  'registry-behind',
  'server-read-only',
  'confirmation-needed',
  'reauthentication-needed',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A JSON value small enough to explain an error; never a secret, never a request body. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** What an error looks like outside the process that raised it. */
export interface ErrorReport {
  readonly code: ErrorCode;
  /** One sentence that says what happened, for a person. */
  readonly message: string;
  /** One sentence that says what to do about it; empty where nothing can be done. */
  readonly remedy: string;
  readonly details: ErrorDetails;
}

/** Base of every error this product raises on purpose. Subclasses fix `code` to a literal. */
export abstract class MyCouchError extends Error {
  abstract readonly code: ErrorCode;
  readonly remedy: string;
  readonly details: ErrorDetails;

  constructor(
    message: string,
    options: { remedy?: string; details?: ErrorDetails; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.remedy = options.remedy ?? '';
    this.details = options.details ?? {};
  }
}

/** The general subclass: an error whose literal code is its type argument. */
export class ConsoleError<C extends ErrorCode = ErrorCode> extends MyCouchError {
  override readonly code: C;

  constructor(
    code: C,
    message: string,
    options: { remedy?: string; details?: ErrorDetails; cause?: unknown } = {},
  ) {
    super(message, options);
    this.code = code;
    this.name = 'ConsoleError';
  }
}

/**
 * Reduces anything thrown to what may leave the process. An unexpected error keeps no message of its
 * own, since that could carry a path, a body or a secret.
 */
export function reportError(error: unknown): ErrorReport {
  if (error instanceof MyCouchError) {
    return {
      code: error.code,
      message: error.message,
      remedy: error.remedy,
      details: error.details,
    };
  }
  return {
    code: 'internal',
    message: 'Something went wrong inside the console.',
    remedy: 'Try again; the log file of the console has the details.',
    details: {},
  };
}
